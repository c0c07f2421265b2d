import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { all, first, run } from '#host/catalogue/database.ts';
import { putInUse } from '#host/catalogue/edits/edit-models.ts';
import { redo, undo } from '#host/catalogue/edits/edit.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { findModel, listModels } from '#host/catalogue/queries/learning/models.ts';
import { keptVerdicts } from '#host/catalogue/queries/review.ts';
import { listSessions, openSession, sessionRecord, stageOf } from '#host/catalogue/queries/sessions.ts';
import { author } from '../../support/catalogue.ts';
import { giveModel, giveSession, giveVerdict, stagePng } from '../../support/given-bench.ts';
import { canonicalCatalogue, giveSample } from '../../support/merged-labs.ts';
import { labOf, merge, previewOf } from '../../support/three-labs.ts';

const bay = { 'North Bay': {} };

let a: Lab;
let b: Lab;
/** In b: a session of Rui, with one fragment kept. */
let session: number;
let model: number;
let sample: number;

beforeEach(() => {
  a = labOf('a', { surveys: bay });
  b = labOf('b', { surveys: bay });
  sample = giveSample(b, { survey: 'North Bay', number: 'S-0001', class: 'glass', photos: ['one', 'two'] });
  // Other rows than in the other lab.
  giveSample(a, { survey: 'North Bay', number: 'S-0009', class: 'wood', photos: ['mine'] });
  giveSession(a, { person: 'Ines', startedAt: '2026-08-04T10:00:00.000Z' });
  session = giveSession(b, { person: 'Rui' });
  model = giveModel(b, 'fine');
  giveVerdict(b, { model, session, sample, photos: ['one', 'two'] });
});

describe('the bench of a lab that is brought in', () => {
  test('comes along: sessions with their people, stages and warnings, and verdicts with their model', async () => {
    const look = await previewOf(a, b);
    const done = await merge(a, b);
    expect(done).toEqual(look);
    expect(done.comes).toMatchObject({ sessions: 1, verdicts: 1, models: 1 });
    expect(done.leftOut).toEqual([]);
    // In the order in which they were held.
    expect(listSessions(a.db)).toMatchObject([
      { person: 'Ines', kept: 0 },
      { person: 'Rui', kept: 1, endedAt: '2026-08-03T12:00:00.000Z', damaged: null },
    ]);
    const { rows, warnings } = sessionRecord(a.db, 2);
    expect(rows).toMatchObject([
      {
        number: 'S-0001',
        model: 'fine',
        outcome: 'class',
        class: 'plastic',
        confidence: 0.9,
        human: 'glass',
      },
    ]);
    expect(rows[0]?.photos).toHaveLength(2);
    expect(warnings).toMatchObject([{ statistic: 'light', value: 84 }]);
    expect(stageOf(a.db, 2)).toEqual(stagePng());
    const [brought] = listModels(a.db);
    expect(brought).toMatchObject({ name: 'fine', inUse: false, offered: false });
    expect(brought?.origin?.lab?.id).toBe('b2'.repeat(16));
    expect(keptVerdicts(a.db, brought?.id ?? 0)).toMatchObject([{ sample: 2, outcome: 'class' }]);
    // Its outputs are classes of this lab.
    expect(brought?.classes.map(({ id }) => id)).toEqual(
      ['plastic', 'glass'].map(
        (name) => first<{ id: number }>(a.db, 'SELECT id FROM classes WHERE name = @name', { name })?.id,
      ),
    );
  });

  test('comes once; what was added comes alone, and one undo takes it back', async () => {
    const before = canonicalCatalogue(a);
    await merge(a, b);
    const merged = canonicalCatalogue(a);
    const again = await merge(a, b);
    expect(again.comes).toMatchObject({ sessions: 0, verdicts: 0, models: 0 });
    expect(again.there).toMatchObject({ sessions: 1, verdicts: 1, models: 1 });
    expect(canonicalCatalogue(a)).toBe(merged);
    const next = giveSample(b, { survey: 'North Bay', number: 'S-0002', photos: ['three'] });
    giveVerdict(b, { model, session: giveSession(b, { person: 'Rui' }), sample: next, photos: ['three'] });
    giveVerdict(b, { model, session, sample, photos: [], at: '2026-08-03T11:30:00.000Z' });
    expect((await merge(a, b)).comes).toMatchObject({ sessions: 1, verdicts: 2, models: 0, photos: 1 });
    expect(listSessions(a.db).map(({ kept }) => kept)).toEqual([0, 1, 2]);
    undo(a.db);
    expect(canonicalCatalogue(a)).toBe(merged);
    undo(a.db);
    expect(canonicalCatalogue(a)).toBe(before);
    expect([listSessions(a.db), listModels(a.db)]).toMatchObject([[{ person: 'Ines' }], []]);
    redo(a.db);
    expect(canonicalCatalogue(a)).toBe(merged);
    undo(a.db);
    const rows = (): unknown => all(a.db, 'SELECT count(*) FROM sessions, verdicts, models');
    const counted = rows();
    await merge(a, b);
    expect(rows()).toEqual(counted);
    expect(listModels(a.db)).toHaveLength(1);
  });

  test('a session that is open there has ended with its last verdict, and later where it went on', async () => {
    run(b.db, 'UPDATE sessions SET ended_at = NULL');
    await merge(a, b);
    expect(openSession(a.db)).toBeUndefined();
    expect(listSessions(a.db)[1]?.endedAt).toBe('2026-08-03T11:00:00.000Z');
    giveVerdict(b, { model, session, sample, photos: [], at: '2026-08-03T15:00:00.000Z' });
    expect(await merge(a, b)).toMatchObject({ changed: 1, comes: { sessions: 0, verdicts: 1 } });
    expect(listSessions(a.db)[1]?.endedAt).toBe('2026-08-03T15:00:00.000Z');
    undo(a.db);
    expect(listSessions(a.db)[1]?.endedAt).toBe('2026-08-03T11:00:00.000Z');
  });

  test('what is of this lab comes back as itself, and an open session stays open', async () => {
    await merge(a, b);
    run(b.db, 'UPDATE sessions SET ended_at = NULL');
    const { comes, changed } = await merge(b, a);
    expect(comes).toMatchObject({ sessions: 1, verdicts: 0, models: 0 });
    expect(changed).toBe(0);
    expect(openSession(b.db)?.id).toBe(session);
  });

  test('verdicts on what stays there, or in its bin, stay there', async () => {
    run(b.db, `UPDATE photos SET deleted_at = '2026'`);
    const other = giveSample(b, { survey: 'North Bay', number: 'S-0003', photos: ['mine', 'shared'] });
    giveVerdict(b, { model, session, sample: other, photos: ['shared'] });
    giveSample(a, { survey: 'North Bay', number: 'S-0010', photos: ['shared'] });
    const { comes, leftOut } = await merge(a, b);
    // The keep of the first was taken back; the photos of the other lie in two samples here.
    expect(comes).toMatchObject({ sessions: 1, verdicts: 0 });
    expect(leftOut).toEqual([{ what: '1 verdict', reason: 'what they are about does not come' }]);
  });
});

describe('a model that comes along', () => {
  test('is the one that has its bytes here, whatever it is called', async () => {
    const own = giveModel(a, 'ours');
    const { comes, there } = await merge(a, b);
    expect([comes.models, there.models]).toEqual([0, 1]);
    expect(keptVerdicts(a.db, own)).toHaveLength(1);
    undo(a.db);
    expect(keptVerdicts(a.db, own)).toEqual([]);
    expect(listModels(a.db)).toMatchObject([{ id: own }]);
  });

  test('never takes the place of one: not by its name, nor as the first of a lab', async () => {
    const own = giveModel(a, 'fine', { temperature: 2 });
    await merge(a, b);
    expect(listModels(a.db).map(({ name }) => name)).toEqual(['fine [b2b2]', 'fine']);
    expect(findModel(a.db, 'fine')?.id).toBe(own);
    expect(findModel(a.db, undefined)).toBeUndefined();
  });

  test('stays where somebody here has used it when the merge is taken back, and goes with the last use', async () => {
    await merge(a, b);
    const brought = listModels(a.db)[0]?.id ?? 0;
    putInUse(a.db, author, brought);
    undo(a.db);
    undo(a.db);
    expect(listModels(a.db)).toEqual([]);
    await merge(a, b);
    run(a.db, `INSERT INTO evaluations (model_id, report, created_at) VALUES (@brought, '{}', '2026')`, {
      brought,
    });
    undo(a.db);
    expect(listModels(a.db)).toMatchObject([{ id: brought }]);
    expect(keptVerdicts(a.db, brought)).toEqual([]);
    expect((await merge(a, b)).comes).toMatchObject({ models: 0, verdicts: 1 });
  });

  test.each([
    ['that is missing', 'none.onnx', undefined],
    ['that is no model', 'fine.onnx', 'hello'],
    ['outside of its lab', '../lab.sqlite3', undefined],
  ])('with a file %s is left out with what it said, and the rest comes', async (_what, file, bytes) => {
    run(b.db, 'UPDATE models SET file = @file', { file });
    if (bytes !== undefined) writeFileSync(join(b.paths.models, file), bytes);
    const look = await previewOf(a, b);
    expect(readdirSync(a.paths.models)).toEqual([]);
    const done = await merge(a, b);
    expect(done).toEqual(look);
    const { comes, leftOut } = done;
    expect(comes).toMatchObject({ samples: 1, sessions: 1, verdicts: 0, models: 0 });
    expect(leftOut.map(({ what }) => what)).toEqual(['The model fine, with 1 verdict']);
    expect(readdirSync(a.paths.models)).toEqual([]);
    expect(listModels(a.db)).toEqual([]);
  });

  test('of other classes than its row says is left out', async () => {
    run(b.db, `UPDATE models SET classes = '[{"id":1,"name":"plastic"}]'`);
    expect((await previewOf(a, b)).leftOut[0]?.reason).toContain('2 classes');
    const { leftOut } = await merge(a, b);
    expect(leftOut[0]?.reason).toContain('2 classes');
  });
});

test('rows of a bench that are not whole are left out by name', async () => {
  giveSession(b, { person: 'Bad', stage: Buffer.from('no picture') });
  giveSession(b, { person: 'Huge', stage: stagePng(100_000, 100_000) });
  run(b.db, `UPDATE sessions SET camera = '{}' WHERE person = 'Rui'`);
  const { comes, leftOut } = await merge(a, b);
  expect(comes).toMatchObject({ sessions: 2, verdicts: 1 });
  expect(leftOut.map(({ what }) => what)).toEqual([
    'Session 1 of Rui',
    'Session 2 of Bad, the picture of its stage',
    'Session 3 of Huge, the picture of its stage',
  ]);
  expect(stageOf(a.db, 2)).toBeUndefined();
});
