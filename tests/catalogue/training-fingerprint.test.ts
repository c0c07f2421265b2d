import { rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { trainingFingerprint } from '#host/catalogue/training-fingerprint.ts';
import { trainingSet } from '#host/catalogue/queries/learning/training-set.ts';
import { createSplit } from '#host/catalogue/splits.ts';
import { splitOptionsSchema } from '#shared/domain/split.ts';
import { importInto, temporaryFolder, temporaryLab } from '../support/labs.ts';
import { writeTwoClasses } from '../support/photos.ts';

const quiet = { signal: new AbortController().signal, onProgress: () => undefined };

it('imported photos are measured when they are first trained on, once, and only those of the training side', async () => {
  const photos = temporaryFolder();
  await writeTwoClasses(photos, 8, 2);
  const lab = temporaryLab();
  await importInto(lab, photos);
  const { split, train } = createSplit(lab.db, splitOptionsSchema.parse({}));
  const { items } = trainingSet(lab, split);
  const measured = (): unknown => lab.db.prepare('SELECT count(*) FROM photo_fingerprints').pluck().get();

  const fingerprint = await trainingFingerprint(lab, items, quiet);
  expect(fingerprint?.photos).toBe(train.photos);
  expect(measured()).toBe(train.photos);
  const light = fingerprint?.statistics.light;
  expect(light?.low).toBeLessThan(light?.high ?? 0);

  // Nothing is read again: the same without the files.
  for (const { path } of items) rmSync(path, { force: true });
  expect(await trainingFingerprint(lab, items, quiet)).toEqual(fingerprint);
  expect(
    await trainingFingerprint(
      lab,
      items.filter(({ side }) => side !== 'train'),
      quiet,
    ),
  ).toBeUndefined();
});
