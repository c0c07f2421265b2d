import { describe, expect, test } from 'vitest';
import { all, run } from '#host/catalogue/database.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { insertJob, listJobs, waitingJobs } from '#host/catalogue/queries/jobs.ts';
import { evaluationsOf, insertEvaluation } from '#host/catalogue/queries/learning/evaluations.ts';
import {
  findModel,
  insertForeignModel,
  listModels,
  originOf,
  runOfModel,
} from '#host/catalogue/queries/learning/models.ts';
import {
  appendEpoch,
  endRun,
  foundRun,
  insertRun,
  listRuns,
  wholeRun,
} from '#host/catalogue/queries/learning/runs.ts';
import {
  insertStudy,
  listStudies,
  pointsOf,
  runAtPlace,
  wholeStudy,
} from '#host/catalogue/queries/learning/studies.ts';
import { foundSession, insertSession, listSessions, newestStage } from '#host/catalogue/queries/sessions.ts';
import { saveFingerprint, statisticsOf } from '#host/catalogue/queries/samples/fingerprints.ts';
import { createSplit, latestSplit, selectionOf } from '#host/catalogue/splits.ts';
import { ToldStudies } from '#host/studies/told-studies.ts';
import { figuresOn } from '#shared/learning/figures/model-evaluation.ts';
import { defaultRecipe } from '#shared/learning/recipe.ts';
import { splitOptionsSchema } from '#shared/domain/split.ts';
import { studyRequestSchema } from '#shared/studies/study.ts';
import { refusal } from '../support/errors.ts';
import { importInto, reopened, temporaryFolder, temporaryLab } from '../support/labs.ts';
import { writeTwoClasses } from '../support/photos.ts';

const at = '2026-11-26T10:00:00.000Z';
const classes = [
  { id: 1, name: 'bright' },
  { id: 2, name: 'dark' },
];

/** What may lie in a column that holds JSON: nothing that can be parsed, and something of another form. */
const wrecks = ['{"half', 'null', '{"loss":null}'];

async function labWithSplit(): Promise<Lab> {
  const photos = temporaryFolder();
  await writeTwoClasses(photos, 4, 1);
  const lab = temporaryLab();
  await importInto(lab, photos);
  createSplit(lab.db, splitOptionsSchema.parse({}));
  return lab;
}

function fileRun({ db }: Lab, name: string): number {
  return insertRun(db, { name, recipe: defaultRecipe('frozen', 'tiny'), split: 1, classes, startedAt: at });
}

function wreck({ db }: Lab, table: string, column: string, text: string, where = 'id = 2'): void {
  const { changes } = run(db, `UPDATE ${table} SET ${column} = @text WHERE ${where}`, { text });
  expect(changes).toBe(1);
}

describe.each(wrecks)('where %j is stored', (text) => {
  test('one run is damaged, and the others are listed', async () => {
    const lab = await labWithSplit();
    const [one, two] = [fileRun(lab, 'one'), fileRun(lab, 'two')];
    for (const id of [one, two])
      for (const epoch of [1, 2, 3])
        appendEpoch(lab.db, id, { epoch, lr: 0.1, train: { loss: 1, acc: 0.5 } });
    for (const id of [one, two])
      endRun(lab.db, id, {
        state: 'failed',
        endedAt: at,
        error: { code: 'diverged', message: 'x', data: {} },
      });
    wreck(lab, 'run_epochs', 'record', text, `run_id = ${two} AND epoch = 2`);
    expect(listRuns(lab.db).map(({ name, damaged }) => [name, damaged])).toEqual([
      ['two', 'Damaged: its curve cannot be read.'],
      ['one', null],
    ]);
    expect(foundRun(lab.db, two).epochs.map(({ epoch }) => epoch)).toEqual([1, 3]);
    for (const column of ['recipe', 'classes', 'result', 'error']) wreck(lab, 'runs', column, text);
    const damaged = foundRun(lab.db, two);
    expect(damaged.damaged).toBe(
      'Damaged: its recipe, classes, curve, result and reason for failing cannot be read.',
    );
    expect(damaged).toMatchObject({ name: 'two', recipe: null, classes: [], result: null, error: null });
    expect((await refusal('corrupt-file', () => wholeRun(lab.db, two))).message).toContain('Run 2 (two)');
    expect(foundRun(lab.db, one)).toMatchObject({ damaged: null, error: { code: 'diverged' } });
  });

  test('one model is damaged, and the others are listed', async () => {
    const lab = temporaryLab();
    for (const name of ['one', 'two'])
      insertForeignModel(lab.db, {
        name,
        file: `${name}.onnx`,
        classes,
        test: { n: 3, accuracy: 1, ci95: [0, 1] },
        origin: { lab: { id: 'a', name: 'Kiel' }, run: null, classes },
        createdAt: at,
      });
    for (const column of ['classes', 'test', 'origin']) wreck(lab, 'models', column, text);
    expect(listModels(lab.db).map(({ name, damaged }) => [name, damaged])).toEqual([
      ['two', 'Damaged: its classes, test figures and origin cannot be read.'],
      ['one', null],
    ]);
    expect(findModel(lab.db, 'one')?.classes).toEqual(classes);
    expect((await refusal('corrupt-file', () => findModel(lab.db, 'two'))).message).toContain(
      'Model 2 (two)',
    );
    expect(originOf(lab.db, 2)).toEqual({ lab: null, run: null });
    expect(runOfModel(lab.db, 2)).toBeUndefined();
  });

  test('one evaluation is damaged, and the others are listed', () => {
    const lab = temporaryLab();
    const model = insertForeignModel(lab.db, {
      name: 'one',
      file: 'one.onnx',
      classes,
      test: null,
      origin: { lab: null, run: null, classes },
      createdAt: at,
    });
    const figures = figuresOn([{ logits: [1, 0], truth: 0, sample: 1 }], classes, undefined);
    const report = { classes, survey: null, ...figures, leftOut: [], unreadable: [] };
    for (let n = 0; n < 2; n += 1) insertEvaluation(lab.db, { model, report, createdAt: at });
    wreck(lab, 'evaluations', 'report', text);
    const [second, first] = evaluationsOf(lab.db, model);
    expect(second).toEqual({
      id: 2,
      model,
      createdAt: at,
      damaged: expect.stringMatching(/^Damaged/) as string,
    });
    expect(first).toMatchObject({ id: 1, ...figures });
  });

  test('one study, or one point of it, is damaged, and the others are listed', async () => {
    const lab = await labWithSplit();
    const request = studyRequestSchema.parse({ vary: 'angles' });
    for (const name of ['one', 'two'])
      insertStudy(lab.db, { name, request, split: 1, runs: 2, createdAt: at });
    const fresh = { name: 'a', recipe: defaultRecipe('frozen', 'tiny'), split: 1, classes, startedAt: at };
    const accuracy = { accuracy: 1, ci95: [0, 1] };
    const figures = { photo: accuracy, sample: accuracy };
    for (const place of [0, 1]) {
      const id = runAtPlace(lab.db, 2, place, fresh);
      const point = { x: 1, seed: 1, run: id, trained: { photos: 1, samples: 1 }, ...figures };
      const whole = { ...point, tallies: [], baseline: { ...figures, tallies: [] } };
      wreck(lab, 'study_runs', 'point', JSON.stringify(whole), `study_id = 2 AND place = ${place}`);
    }
    const told = new ToldStudies();
    const listed = () => listStudies(lab.db).map((study) => told.of(lab, study));
    expect(listed().map(({ name, points, damaged }) => [name, points.length, damaged])).toEqual([
      ['two', 2, null],
      ['one', 0, null],
    ]);
    wreck(lab, 'study_runs', 'point', text, 'study_id = 2 AND place = 1');
    expect([...pointsOf(lab.db, 2)].map(([place, point]) => [place, point === null])).toEqual([
      [0, false],
      [1, true],
    ]);
    expect(listed()[0]).toMatchObject({
      vary: 'angles',
      damaged: expect.stringMatching(/^Damaged: 1 of its 2 points/) as string,
    });
    wreck(lab, 'studies', 'request', text);
    const [two, one] = listed();
    expect(two).toMatchObject({ vary: null, sentence: expect.stringMatching(/^Damaged/) as string });
    expect(one).toMatchObject({ name: 'one', vary: 'angles', damaged: null });
    await refusal('corrupt-file', () => wholeStudy(lab.db, 2));
  });

  test('one job is damaged, and the others are listed; the lab opens', async () => {
    const lab = await labWithSplit();
    const id = fileRun(lab, 'one');
    for (const args of [{ run: id }, { run: 7 }])
      insertJob(lab.db, { kind: 'train', title: 'Training', args, createdAt: at });
    for (const column of ['args', 'progress', 'error']) wreck(lab, 'jobs', column, text);
    run(
      lab.db,
      `INSERT INTO jobs (kind, title, state, args, created_at) VALUES ('weave', 'x', 'done', '{}', @at)`,
      {
        at,
      },
    );
    expect(listJobs(lab.db).map(({ id: job, damaged }) => [job, damaged])).toEqual([
      [2, 'Damaged: its progress and reason for failing cannot be read.'],
      [1, null],
    ]);
    lab.close();
    const again = reopened(lab.directory);
    expect(waitingJobs(again.db).map(({ id: job }) => job)).toEqual([1, 2]);
    // Its job is whole, so that it goes on waiting.
    expect(foundRun(again.db, id).state).toBe('queued');
  });

  test('one session is damaged, and the others are listed', () => {
    const lab = temporaryLab();
    for (const person of ['one', 'two'])
      run(
        lab.db,
        `INSERT INTO sessions (person, started_at, ended_at, camera, stage_kind, stage_statistics)
         VALUES (@person, @at, @at, NULL, 'ruler', @text)`,
        { person, at, text },
      );
    wreck(lab, 'sessions', 'camera', text);
    wreck(lab, 'sessions', 'stage_kind', 'empty', 'id = 1');
    run(lab.db, 'INSERT INTO session_stages (session_id, photo) VALUES (1, @photo)', {
      photo: new Uint8Array([1]),
    });
    expect(listSessions(lab.db).map(({ person, damaged }) => [person, damaged])).toEqual([
      ['two', 'Damaged: its stage and camera settings cannot be read.'],
      ['one', 'Damaged: its stage cannot be read.'],
    ]);
    expect(foundSession(lab.db, 2)).toMatchObject({ person: 'two', camera: null, stage: null });
    expect(newestStage(lab.db, 'empty')).toBeUndefined();
  });

  test('a photo’s statistics count as never measured', async () => {
    const lab = await labWithSplit();
    const [photo] = statisticsOf(
      lab.db,
      all<{ hash: string }>(lab.db, 'SELECT hash FROM photos').map(({ hash }) => hash),
    );
    if (photo === undefined) throw new Error('there is a photo');
    saveFingerprint(lab.db, photo.photo, { statistics: {} as never });
    wreck(lab, 'photo_fingerprints', 'statistics', text, '1');
    expect(statisticsOf(lab.db, [photo.hash])).toEqual([{ ...photo, statistics: null }]);
  });

  test('a split is counted anew; what it was drawn from is not guessed', async () => {
    const lab = await labWithSplit();
    const before = latestSplit(lab.db);
    wreck(lab, 'splits', 'report', text, 'id = 1');
    expect(latestSplit(lab.db)).toEqual({
      ...before,
      warnings: [expect.stringMatching(/^Damaged/)],
    });
    expect(selectionOf(lab.db, 1)).toEqual(before?.selection);
    wreck(lab, 'splits', 'selection', text === 'null' ? '{"surveys":7}' : text, 'id = 1');
    await refusal('corrupt-file', () => selectionOf(lab.db, 1));
  });
});

test('a session can be begun where an older one is damaged', () => {
  const lab = temporaryLab();
  run(
    lab.db,
    `INSERT INTO sessions (person, started_at, ended_at, camera) VALUES ('one', @at, @at, 'nonsense')`,
    { at },
  );
  const stage = {
    kind: 'ruler',
    photo: new Uint8Array([1]),
    statistics: {} as never,
    region: {} as never,
  } as const;
  expect(insertSession(lab.db, { person: 'two', at, camera: null, stage })).toBe(2);
});
