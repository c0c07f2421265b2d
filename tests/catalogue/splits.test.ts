import { expect, test } from 'vitest';
import { all } from '#host/catalogue/database.ts';
import { trainingSet } from '#host/catalogue/queries/training-set.ts';
import { createSplit, latestSplit } from '#host/catalogue/splits.ts';
import { splitOptionsSchema } from '#shared/catalogue.ts';
import sharp from 'sharp';
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
  expect(report).toMatchObject({ seed: 1, train: { samples: 14, photos: 28 }, warnings: [] });
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
  expect(warnings).toEqual(['Class "rare" has 1 sample, none of them for val or test.']);
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

test('a lab without photos, and shares that leave nothing to train on, are refused', async () => {
  const { db } = temporaryLab();
  await refusal('not-enough-data', () => createSplit(db, defaults));
  await refusal('bad-argument', () => createSplit(db, { val: 0.5, test: 0.5, seed: 1 }));
});
