import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { all, first, run } from '#host/catalogue/database.ts';
import { nextSteps, redo, undo } from '#host/catalogue/edits/edit.ts';
import { editSamples, removeSamples } from '#host/catalogue/edits/edit-samples.ts';
import { historyOfSample } from '#host/catalogue/queries/history.ts';
import { askedBy } from '#host/lib/asking.ts';
import { photoPath } from '#host/catalogue/photo-store.ts';
import { author } from '../../support/catalogue.ts';
import { sampleIdOf } from '../../support/ids.ts';
import { refusal } from '../../support/errors.ts';
import { reopened, temporaryFolder } from '../../support/labs.ts';
import {
  type GivenLab,
  canonicalCatalogue,
  giveSample,
  giveTray,
  hashOfText,
} from '../../support/merged-labs.ts';
import { labOf, merge, previewOf } from '../../support/three-labs.ts';

const bay = { 'North Bay': { date: '2026-05-01' } };

describe('a lab that is brought in', () => {
  test('comes with its surveys, samples, classes and photos, files and all, and is not touched', async () => {
    const a = labOf('a', {
      surveys: bay,
      samples: [{ survey: 'North Bay', number: 'S-0001', photos: ['one'] }],
    });
    const b = labOf('b', {
      sites: { Skagen: { country: 'DK' } },
      surveys: { 'South Bay': { date: '2026-06-01', site: 'Skagen' } },
      samples: [
        { survey: 'South Bay', number: 'S-0007', class: 'plastic', photos: ['two', 'three'], colour: 'blue' },
      ],
    });
    const before = readFileSync(`${b.directory}/lab.sqlite3`);
    const preview = await previewOf(a, b);
    expect(all(a.db, 'SELECT * FROM samples')).toHaveLength(1);
    const done = await merge(a, b);
    expect(done).toEqual(preview);
    expect(done.conflicts).toEqual([]);
    expect(done.comes).toMatchObject({ sites: 1, surveys: 1, classes: 1, samples: 1, photos: 2 });
    expect(
      all(
        a.db,
        `SELECT number, surveys.name AS survey, sites.name AS site, classes.name AS class, colour_term AS term
         FROM samples JOIN surveys ON surveys.id = survey_id JOIN sites ON sites.id = site_id
         JOIN classes ON classes.id = class_id WHERE samples.deleted_at IS NULL AND surveys.deleted_at IS NULL`,
      ),
    ).toEqual([{ number: 'S-0007', survey: 'South Bay', site: 'Skagen', class: 'plastic', term: 'blue' }]);
    for (const text of ['two', 'three'])
      expect(readFileSync(photoPath(a, { hash: hashOfText(text), extension: 'jpg' }), 'utf8')).toBe(text);
    expect(nextSteps(a.db).undo).toEqual({ kind: 'merge-lab', things: 2 });
    expect(readFileSync(`${b.directory}/lab.sqlite3`)).toEqual(before);
    // A number that was on a label is not given again.
    expect(first(a.db, `SELECT last_number AS n FROM surveys WHERE name = 'South Bay'`)).toEqual({ n: 7 });
  });

  test('changes nothing when it comes again, and what was added since comes alone', async () => {
    const a = labOf('a', {
      surveys: bay,
      samples: [{ survey: 'North Bay', number: 'S-0001', photos: ['one'] }],
    });
    const b = labOf('b', {
      surveys: bay,
      samples: [{ survey: 'North Bay', number: 'S-0001', class: 'plastic', photos: ['two'] }],
    });
    await merge(a, b);
    const merged = canonicalCatalogue(a);
    const rows = all(a.db, 'SELECT * FROM changes');
    const origins = all(a.db, 'SELECT * FROM origins');
    expect((await merge(a, b)).comes).toMatchObject({ samples: 0, photos: 0, surveys: 0 });
    expect(canonicalCatalogue(a)).toBe(merged);
    expect(all(a.db, 'SELECT * FROM changes')).toEqual(rows);
    expect(all(a.db, 'SELECT * FROM origins')).toEqual(origins);
    giveSample(b, { survey: 'North Bay', number: 'S-0002', photos: ['four'] });
    // Changed here and there since: news is what the other lab changed.
    run(b.db, `UPDATE samples SET colour = 'red' WHERE number = 'S-0001'`);
    const later = await merge(a, b);
    expect(later.comes).toMatchObject({ samples: 1, photos: 1 });
    expect(later.changed).toBe(1);
    expect(later.conflicts).toEqual([]);
    expect(all(a.db, 'SELECT number, colour FROM samples ORDER BY id')).toEqual([
      { number: 'S-0001', colour: null },
      { number: 'S-0001 [b2b2]', colour: 'red' },
      { number: 'S-0002', colour: null },
    ]);
  });

  test('is taken back by one undo, to the last field, and comes again after it', async () => {
    const a = labOf('a', {
      surveys: bay,
      samples: [{ survey: 'North Bay', number: 'S-0001', class: 'plastic', photos: ['one'], colour: 'red' }],
    });
    const b = labOf('b', {
      surveys: { ...bay, Other: {} },
      samples: [
        { survey: 'North Bay', number: 'S-0004', class: 'glass', photos: ['one', 'two'], colour: 'blue' },
        { survey: 'Other', number: 'S-0001', class: 'plastic', photos: ['three'] },
      ],
    });
    const before = canonicalCatalogue(a);
    const done = await merge(a, b);
    const merged = canonicalCatalogue(a);
    undo(a.db);
    expect(canonicalCatalogue(a)).toBe(before);
    redo(a.db);
    expect(canonicalCatalogue(a)).toBe(merged);
    undo(a.db);
    expect(await merge(a, b)).toEqual(done);
    expect(canonicalCatalogue(a)).toBe(merged);
    expect(all(a.db, 'SELECT * FROM samples')).toHaveLength(2);
  });

  test('brings what people did with its things, once, and undo passes over it', async () => {
    const a = labOf('a', { surveys: bay });
    const b = labOf('b', { surveys: bay });
    const sample = giveSample(b, {
      survey: 'North Bay',
      number: 'S-0001',
      class: 'plastic',
      photos: ['one'],
    });
    // Another id than it has in the other lab.
    giveSample(a, { survey: 'North Bay', number: 'S-0009', class: 'glass' });
    editSamples(b.db, { ...author, person: 'Rui' }, { samples: [sampleIdOf(sample)], set: { class: null } });
    await merge(a, b);
    await merge(a, b);
    const told = historyOfSample(a.db, sampleIdOf(2)).map(({ person, field, before, after }) => ({
      ...{ person, field, before, after },
    }));
    expect(told.filter(({ person }) => person === 'Rui')).toEqual([
      { person: 'Rui', field: 'class', before: 'plastic', after: null },
    ]);
    expect(undo(a.db)).toMatchObject({ kind: 'merge-lab' });
    expect(nextSteps(a.db).undo).toBeNull();
    await merge(a, b);
    expect(historyOfSample(a.db, sampleIdOf(2)).filter(({ person }) => person === 'Rui')).toHaveLength(1);
  });

  test('what a later merge tells of people goes with it, and is told again with the next', async () => {
    const a = labOf('a', { surveys: bay });
    const b = labOf('b', { surveys: bay });
    const sample = giveSample(b, {
      survey: 'North Bay',
      number: 'S-0001',
      class: 'plastic',
      photos: ['one'],
    });
    const told = (): unknown[] =>
      historyOfSample(a.db, sampleIdOf(1))
        .filter(({ person }) => person === 'Rui')
        .map(({ field, after }) => [field, after]);
    const rui = { ...author, person: 'Rui' };
    editSamples(b.db, rui, { samples: [sampleIdOf(sample)], set: { colour: 'red' } });
    await merge(a, b);
    editSamples(b.db, rui, { samples: [sampleIdOf(sample)], set: { class: null } });
    await merge(a, b);
    const both = [
      ['class', null],
      ['colour', 'red'],
    ];
    expect(told()).toEqual(both);
    // Also where several have the lab open: what is told is nobody's later change.
    askedBy(author.person, () => undo(a.db));
    expect(told()).toEqual([['colour', 'red']]);
    const c = labOf('c', {});
    await merge(c, a);
    expect(historyOfSample(c.db, sampleIdOf(1)).map(({ field }) => field)).not.toContain('class');
    redo(a.db);
    expect(told()).toEqual(both);
    undo(a.db);
    await merge(a, b);
    expect(told()).toEqual(both);
  });

  test('is refused where it is the lab itself, and where it is none', async () => {
    const a = labOf('a', {});
    await refusal('bad-argument', () => merge(a, a));
    const { directory } = a;
    await refusal('not-a-lab', () => merge(a, { ...a, directory: `${directory}/photos` }));
  });

  test('leaves out by name what is damaged in it, and takes the rest', async () => {
    const a = labOf('a', {});
    const b = labOf('b', {
      surveys: bay,
      samples: [
        { survey: 'North Bay', number: 'S-0001', photos: ['one', 'two', 'three'] },
        { survey: 'North Bay', number: '../evil', photos: [] },
        { survey: 'North Bay', number: '.', photos: ['four'] },
      ],
    });
    writeFileSync(photoPath(b, { hash: hashOfText('one'), extension: 'jpg' }), 'another');
    run(b.db, `UPDATE photos SET extension = '/../../evil' WHERE hash = @hash`, { hash: hashOfText('two') });
    const { comes, leftOut } = await merge(a, b);
    expect(comes).toMatchObject({ samples: 1, photos: 1 });
    expect(leftOut.map(({ what }) => what)).toEqual([
      'The photo two.jpg',
      'The sample ../evil',
      'The sample .',
      'The picture one.jpg',
    ]);
    expect(existsSync(photoPath(a, { hash: hashOfText('one'), extension: 'jpg' }))).toBe(false);
    expect(all(a.db, 'SELECT hash FROM photos')).toEqual([{ hash: hashOfText('three') }]);
  });

  test('that is stopped leaves the lab as it was', async () => {
    const a = labOf('a', {});
    const b = labOf('b', {
      surveys: bay,
      samples: [{ survey: 'North Bay', number: 'S-0001', photos: ['one'] }],
    });
    const before = canonicalCatalogue(a);
    await expect(merge(a, b, {}, AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
    expect(canonicalCatalogue(a)).toBe(before);
    expect(nextSteps(a.db).undo).toBeNull();
  });
});

describe('what two labs disagree on', () => {
  test('is listed, all of it, each with a default that loses nothing', async () => {
    const a = labOf('a', {
      sites: { Skagen: { country: 'DK' } },
      surveys: { 'North Bay': { date: '2026-05-01' }, Same: {} },
      profiles: { '10x': 2 },
      samples: [
        { survey: 'Same', number: 'S-0001', class: 'plastic', photos: ['a1', 'a2'] },
        { survey: 'Same', number: 'S-0002', class: 'plastic', photos: ['shared'], colour: 'red' },
        { survey: 'Same', number: 'S-0003', class: 'plastic', photos: ['x'] },
        { survey: 'Same', number: 'S-0004', class: 'plastic', photos: ['y'] },
      ],
    });
    const b = labOf('b', {
      sites: { Skagen: { country: 'SE' } },
      surveys: { 'North Bay': { date: '2026-06-01', site: 'Skagen' }, Same: {} },
      profiles: { '10x': 2.5 },
      samples: [
        { survey: 'Same', number: 'S-0001', class: 'Plastic', photos: ['b1'] },
        { survey: 'Same', number: 'S-0002', class: 'glass', photos: ['shared', 'b2'], colour: 'blue' },
        { survey: 'Same', number: 'S-0009', photos: ['x', 'y', 'z'] },
        { survey: 'North Bay', number: 'S-0001', class: 'plastic', photos: ['b3'] },
      ],
    });
    const { conflicts, comes } = await merge(a, b);
    expect(conflicts.map(({ key, chosen }) => `${key}: ${chosen}`).toSorted()).toEqual([
      'class Same/S-0002: ours',
      'class-name Plastic: apart',
      'field Same/S-0002, colour: ours',
      'number Same/S-0001: apart',
      'photo Same/S-0009, x.jpg: ours',
      'photo Same/S-0009, y.jpg: ours',
      'profile 10x: apart',
      'site Skagen: apart',
      'survey North Bay: apart',
    ]);
    // A person knows a fragment by its looks: what is here is shown.
    const shown = conflicts.flatMap(({ kind, photo }) => (photo === null ? [] : [[kind, photo]]));
    expect(Object.fromEntries(shown)).toEqual({
      ...{ class: hashOfText('shared'), field: hashOfText('shared') },
      ...{ number: hashOfText('a1'), photo: hashOfText('y') },
    });
    expect(comes).toMatchObject({ samples: 3, photos: 4, surveys: 1, sites: 1, profiles: 1, classes: 2 });
    expect(all(a.db, 'SELECT name FROM surveys ORDER BY id')).toEqual([
      { name: 'North Bay' },
      { name: 'Same' },
      { name: 'North Bay [b2b2]' },
    ]);
    expect(first(a.db, `SELECT colour, notes FROM samples WHERE number = 'S-0002'`)).toEqual({
      colour: 'red',
      notes: 'colour: blue [b2b2]',
    });
    expect(
      all(
        a.db,
        `SELECT name FROM label_conflicts JOIN classes ON classes.id = class_id WHERE answered_at IS NULL`,
      ),
    ).toEqual([{ name: 'glass' }]);
    expect(all(a.db, 'SELECT um_per_pixel AS um FROM scale_profiles ORDER BY id')).toEqual([
      { um: 2 },
      { um: 2.5 },
    ]);
  });

  test('of a photo is listed once, and again where the other lab has changed it since', async () => {
    const given: GivenLab = {
      surveys: { Same: {} },
      samples: [{ survey: 'Same', number: 'S-0001', photos: ['shared', 'other'] }],
    };
    const [a, b] = [labOf('a', given), labOf('b', given)];
    run(a.db, `UPDATE photos SET um_per_pixel = 2, rotation_degrees = 90 WHERE angle = 0`);
    run(b.db, `UPDATE photos SET um_per_pixel = 3 WHERE angle = 0`);
    const keys = async (): Promise<string[]> => (await merge(a, b)).conflicts.map(({ key }) => key);
    expect(await keys()).toEqual([
      'field Same/S-0001, shared.jpg, umPerPixel',
      'field Same/S-0001, shared.jpg, rotation',
    ]);
    // Nothing came, so there is nothing to take back, and yet it is known.
    expect(nextSteps(a.db).undo).toBeNull();
    expect(await keys()).toEqual([]);
    run(b.db, 'UPDATE photos SET um_per_pixel = 4, rotation_degrees = 180');
    expect(await merge(a, b)).toMatchObject({
      conflicts: [
        { key: 'field Same/S-0001, shared.jpg, umPerPixel', theirs: '4' },
        { key: 'field Same/S-0001, shared.jpg, rotation', theirs: '180' },
      ],
      // The other photo was as it was here, and is as it is there.
      changed: 1,
    });
    expect(
      all(a.db, 'SELECT um_per_pixel AS um, rotation_degrees AS turn FROM photos ORDER BY angle'),
    ).toEqual([
      { um: 2, turn: 90 },
      { um: 4, turn: 180 },
    ]);
    expect(await merge(a, b)).toMatchObject({ conflicts: [], changed: 0 });
  });

  test('is decided otherwise where a person says so, one by one or by kind', async () => {
    const given = (colour: string, named: string, photo: string): GivenLab => ({
      surveys: { Same: {} },
      samples: [
        { survey: 'Same', number: 'S-0001', class: named, photos: [photo] },
        { survey: 'Same', number: 'S-0002', class: named, photos: ['shared'], colour },
      ],
    });
    const a = labOf('a', given('red', 'plastic', 'a1'));
    const b = labOf('b', given('blue', 'Kunststoff', 'b1'));
    run(b.db, `UPDATE samples SET class_id = NULL WHERE number = 'S-0001'`);
    const options = {
      classes: { Kunststoff: 'polymer' },
      choices: { number: 'same', 'class Same/S-0002': 'theirs', field: 'theirs' },
    } as const;
    const { comes } = await merge(a, b, options);
    expect(comes).toMatchObject({ samples: 0, photos: 1, classes: 1 });
    expect(
      all(
        a.db,
        `SELECT number, name AS class, samples.colour, notes, (SELECT count(*) FROM photos WHERE sample_id = samples.id) AS photos
         FROM samples JOIN classes ON classes.id = class_id ORDER BY number`,
      ),
    ).toEqual([
      { number: 'S-0001', class: 'plastic', colour: null, notes: null, photos: 2 },
      { number: 'S-0002', class: 'polymer', colour: 'blue', notes: 'colour: red [here]', photos: 1 },
    ]);
    await refusal('bad-argument', () => merge(a, b, { choices: { nonsense: 'ours' } }));
    await refusal('bad-argument', () => merge(a, b, { classes: { wood: 'timber' } }));
  });
});

test('trays come with what was found in them; of a picture that is here already it comes as proposals', async () => {
  const a = labOf('a', { surveys: bay });
  const b = labOf('b', { surveys: bay });
  giveTray(a, { survey: 'North Bay', number: 'T-0001', picture: 'shared', things: [0, 20] });
  giveTray(b, { survey: 'North Bay', number: 'T-0007', picture: 'shared', things: [20, 40] });
  giveTray(b, { survey: 'North Bay', number: 'T-0001', picture: 'other', things: [5] });
  const before = canonicalCatalogue(a);
  const { comes, conflicts } = await merge(a, b);
  expect(comes).toMatchObject({ trays: 1, detections: 2 });
  expect(conflicts.map(({ key }) => key).toSorted()).toEqual([
    'number North Bay/T-0001 (tray)',
    'tray North Bay/T-0007',
  ]);
  const found = `SELECT number, state, count(*) AS things FROM detections JOIN trays ON trays.id = tray_id
    WHERE detections.deleted_at IS NULL GROUP BY trays.id, state ORDER BY trays.id, state`;
  expect(all(a.db, found)).toEqual([
    { number: 'T-0001', state: 'accepted', things: 2 },
    { number: 'T-0001', state: 'proposed', things: 1 },
    { number: 'T-0001 [b2b2]', state: 'accepted', things: 1 },
  ]);
  const merged = canonicalCatalogue(a);
  expect((await merge(a, b)).comes).toMatchObject({ trays: 0, detections: 0 });
  expect(canonicalCatalogue(a)).toBe(merged);
  undo(a.db);
  expect(canonicalCatalogue(a)).toBe(before);
  await merge(a, b);
  expect(canonicalCatalogue(a)).toBe(merged);
});

test('what a person put into the bin stays there', async () => {
  const a = labOf('a', { surveys: bay });
  const b = labOf('b', {
    surveys: bay,
    samples: [{ survey: 'North Bay', number: 'S-0001', photos: ['one', 'two'] }],
  });
  await merge(a, b);
  removeSamples(a.db, author, [sampleIdOf(1)]);
  const { comes, conflicts } = await merge(a, b);
  expect(comes).toMatchObject({ samples: 0, photos: 0 });
  expect(conflicts.map(({ key }) => key)).toEqual(['bin North Bay/S-0001']);
});

test('a copy of the lab that went on apart brings what was added to it, and nothing is taken for another thing', async () => {
  const a = labOf('a', {
    surveys: bay,
    samples: [{ survey: 'North Bay', number: 'S-0001', photos: ['one'] }],
  });
  const directory = join(temporaryFolder(), 'copy');
  a.close();
  cpSync(a.directory, directory, { recursive: true });
  const [lab, copy] = [reopened(a.directory), reopened(directory)];
  for (const [one, photo, at] of [
    [lab, 'here', '2026-09-01'],
    [copy, 'there', '2026-09-02'],
  ] as const) {
    // The next row of both, under the next number of both.
    const id = giveSample(one, { survey: 'North Bay', number: 'S-0002', photos: [photo] });
    run(one.db, 'UPDATE samples SET created_at = @at WHERE id = @id', { at, id });
  }
  const { comes, there, conflicts } = await merge(lab, copy);
  expect(comes).toMatchObject({ surveys: 0, samples: 1, photos: 1 });
  expect(there).toMatchObject({ surveys: 1, samples: 1, photos: 1 });
  expect(conflicts.map(({ key }) => key)).toEqual(['number North Bay/S-0002']);
});
