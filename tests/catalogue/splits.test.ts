import { expect, test } from 'vitest';
import { all } from '#host/catalogue/database.ts';
import { trainingSet } from '#host/catalogue/queries/learning/training-set.ts';
import { addSamples, editSamples, removeSamples } from '#host/catalogue/edits/edit-samples.ts';
import { countSelection } from '#host/catalogue/queries/samples/selection.ts';
import { createSplit, latestSplit, latestWholeSplit, selectionOf } from '#host/catalogue/splits.ts';
import { splitOptionsSchema } from '#shared/domain/split.ts';
import { everything, selectionSchema } from '#shared/learning/split/selection.ts';
import sharp from 'sharp';
import { noId, sampleIdOf } from '../support/ids.ts';
import { author } from '../support/catalogue.ts';
import { refusal } from '../support/errors.ts';
import { importInto, temporaryFolder, temporaryLab } from '../support/labs.ts';
import { randomPhoto, writeTree, writeTwoClasses } from '../support/photos.ts';

const defaults = splitOptionsSchema.parse({});

test('a split is stored, by sample, and gives a run its photos', async () => {
  const lab = temporaryLab();
  const folder = temporaryFolder();
  await writeTwoClasses(folder, 10, 2);
  await importInto(lab, folder);
  const report = createSplit(lab.db, defaults);
  expect(report).toMatchObject({
    seed: 1,
    train: { samples: 14, photos: 28 },
    classes: [
      { name: 'bright', train: { samples: 6, photos: 12 } },
      { name: 'dark', train: { samples: 8, photos: 16 } },
    ],
    warnings: [
      expect.stringContaining('20 samples in all') as string,
      expect.stringContaining('3 samples in the test') as string,
    ],
  });
  expect(latestSplit(lab.db)).toEqual(report);
  const { classes, items } = trainingSet(lab, report.split);
  expect(classes.map(({ name }) => name)).toEqual(['bright', 'dark']);
  expect(items).toHaveLength(40);
  const sidesOfSamples = Map.groupBy(items, ({ sample }) => sample).values();
  for (const photos of sidesOfSamples) expect(new Set(photos.map(({ side }) => side)).size).toBe(1);
});

test('a class with one sample is trained on and said to be untested', async () => {
  const lab = temporaryLab();
  const folder = temporaryFolder();
  await writeTwoClasses(folder, 6, 1);
  await writeTree(folder, { 'rare/s0/a.jpg': await randomPhoto(77) });
  await importInto(lab, folder);
  const { warnings, split } = createSplit(lab.db, defaults);
  expect(warnings).toEqual([
    'Class "rare" has too few samples to give any to validation or the test; the figures will say nothing about it.',
    'Classes "bright" and "dark" have fewer than 10 samples: what the test says about them is a rough guess.',
    '13 samples in all: enough to try it out, too few to trust what comes of it. Label more of every class.',
    '2 samples in the test: its figures will be rough. Label more samples, or give the test a larger share.',
  ]);
  const { items, classes } = trainingSet(lab, split);
  const rare = classes.findIndex(({ name }) => name === 'rare');
  expect(items.filter(({ classIndex }) => classIndex === rare).map(({ side }) => side)).toEqual(['train']);
});

test('photos of different samples that look the same and are on different sides are reported', async () => {
  const lab = temporaryLab();
  const folder = temporaryFolder();
  await writeTwoClasses(folder, 12, 1);
  const photo = await randomPhoto(500, { width: 300, height: 200 });
  // The same picture, saved anew a dozen times, as twelve "samples": some must land on different sides.
  for (let copy = 0; copy < 12; copy += 1) {
    const resaved = await sharp(photo)
      .jpeg({ quality: 60 + copy })
      .toBuffer();
    await writeTree(folder, { [`bright/copy-${copy}/a.jpg`]: resaved });
  }
  await importInto(lab, folder);
  const { nearDuplicates, warnings } = createSplit(lab.db, defaults);
  expect(nearDuplicates.length).toBeGreaterThan(0);
  expect(warnings.join()).toContain('look the same but lie on different sides');
  const copies = all<{ hash: string }>(
    lab.db,
    `SELECT hash FROM photos JOIN samples ON samples.id = sample_id WHERE source_key LIKE '%copy-%'`,
  ).map(({ hash }) => hash);
  expect(nearDuplicates.every(({ a, b }) => copies.includes(a) && copies.includes(b))).toBe(true);
});

/** A lab of two surveys with three classes; samples without photos and without a class among them. */
async function mixedLab() {
  const lab = temporaryLab();
  const [spring, summer] = [temporaryFolder(), temporaryFolder()];
  await writeTwoClasses(spring, 12, 1);
  await importInto(lab, spring, { survey: 'Spring' });
  for (let sample = 0; sample < 12; sample += 1)
    await writeTree(summer, { [`film/s${sample}/a.jpg`]: await randomPhoto(9000 + sample) });
  await importInto(lab, summer, { survey: 'Summer' });
  const idOf = (table: 'surveys' | 'classes', name: string): number =>
    all<{ id: number }>(lab.db, `SELECT id FROM ${table} WHERE name = @name`, { name })[0]?.id ?? 0;
  const [bright, dark, film] = [idOf('classes', 'bright'), idOf('classes', 'dark'), idOf('classes', 'film')];
  return { lab, bright, dark, film, spring: idOf('surveys', 'Spring'), summer: idOf('surveys', 'Summer') };
}

test('a split is drawn from the surveys and classes that were chosen, and says so', async () => {
  const { lab, bright, dark, film, spring, summer } = await mixedLab();
  const chosen = selectionSchema.parse({ surveys: [spring, summer], filter: { survey: spring } });
  const report = createSplit(lab.db, { ...defaults, selection: chosen });
  expect(report.classes.map(({ id }) => id)).toEqual([bright, dark]);
  expect(selectionOf(lab.db, report.split)).toEqual(chosen);
  expect(latestSplit(lab.db)?.selection).toEqual(chosen);
  expect(latestWholeSplit(lab.db)).toBeUndefined();
  const whole = createSplit(lab.db, defaults);
  createSplit(lab.db, { ...defaults, selection: chosen });
  expect(latestWholeSplit(lab.db)).toBe(whole.split);
  const counts = countSelection(lab.db, chosen);
  expect(counts.classes.map(({ samples }) => samples)).toEqual([12, 12, 0]);

  const merged = selectionSchema.parse({
    classes: [
      { class: dark, as: dark },
      { class: bright, as: film },
      { class: film, as: film },
    ],
  });
  const second = createSplit(lab.db, { ...defaults, selection: merged });
  expect(second.classes.map(({ name, train }) => [name, train.samples])).toEqual([
    ['dark', 8],
    ['film', 18],
  ]);
  const { classes, items } = trainingSet(lab, second.split);
  expect(classes).toEqual([
    { id: dark, name: 'dark' },
    { id: film, name: 'film' },
  ]);
  expect(items.filter(({ classIndex }) => classIndex === 1)).toHaveLength(24);
  // The split from before is not touched by what is chosen later.
  expect(trainingSet(lab, report.split).classes.map(({ id }) => id)).toEqual([bright, dark]);
});

test('what was relabelled into a class that the split leaves out is not trained on', async () => {
  const { lab, bright, dark, film } = await mixedLab();
  const selection = selectionSchema.parse({
    classes: [bright, dark].map((one) => ({ class: one, as: one })),
  });
  const { split } = createSplit(lab.db, { ...defaults, selection });
  const [sample = noId] = trainingSet(lab, split).items.map((item) => sampleIdOf(item.sample));
  editSamples(lab.db, author, { samples: [sample], set: { class: film } });
  expect(trainingSet(lab, split).items.some((item) => item.sample === sample)).toBe(false);
  expect(trainingSet(lab, split).classes).toHaveLength(2);
});

test('samples without photos or class are counted, and are on no side', async () => {
  const { lab, bright, spring } = await mixedLab();
  addSamples(lab.db, author, { survey: spring, count: 2, set: { class: bright } });
  addSamples(lab.db, author, { survey: spring, count: 3, set: {} });
  const { unlabelled, withoutPhotos } = countSelection(lab.db, everything);
  expect({ unlabelled, withoutPhotos }).toEqual({ unlabelled: 3, withoutPhotos: 2 });
  const { train, val, test: held } = createSplit(lab.db, defaults);
  expect(train.samples + val.samples + held.samples).toBe(36);
  await refusal('not-enough-data', () =>
    createSplit(lab.db, { ...defaults, selection: selectionSchema.parse({ surveys: [999] }) }),
  );
});

test('a split whose photos were all thrown away since is refused in words', async () => {
  const { lab, bright, dark, film } = await mixedLab();
  const { split } = createSplit(lab.db, defaults);
  const samples = all<{ id: number }>(lab.db, 'SELECT id FROM samples').map(({ id }) => id);
  removeSamples(lab.db, author, samples.map(sampleIdOf));
  expect(bright + dark + film).toBeGreaterThan(0);
  const error = await refusal('not-enough-data', () => trainingSet(lab, split));
  expect(error.message).toContain('has no labelled photos');
});

test('a lab without photos, and shares that leave nothing to train on, are refused', async () => {
  const { db } = temporaryLab();
  await refusal('not-enough-data', () => createSplit(db, defaults));
  await refusal('bad-argument', () => createSplit(db, { val: 0.5, test: 0.5, seed: 1 }));
});
