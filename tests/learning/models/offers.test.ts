import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { putInUse } from '#host/catalogue/edits/edit-models.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { listClasses } from '#host/catalogue/queries/classes.ts';
import { photoFiles } from '#host/catalogue/queries/samples/photo-files.ts';
import { Offers } from '#host/models/offers.ts';
import { importModel } from '#host/models/import-model.ts';
import { writeStoredPlan } from '#host/runs/stored-plan.ts';
import type { ModelClass, Side } from '#shared/learning/plan.ts';
import { author } from '../../support/catalogue.ts';
import { importInto, temporaryFolder, temporaryLab } from '../../support/labs.ts';
import { modelRows } from '../../support/models.ts';
import { writeTwoClasses } from '../../support/photos.ts';
import { writeTinyModel } from '../../support/tiny-model.ts';

const samplesEach = 16;

/** Bright and dark samples of two photos each; bright ones come first. */
async function brightAndDark(): Promise<{ lab: Lab; bright: ModelClass; dark: ModelClass }> {
  const photos = temporaryFolder();
  await writeTwoClasses(photos, samplesEach, 2);
  const lab = temporaryLab();
  await importInto(lab, photos);
  const [bright, dark] = listClasses(lab.db);
  if (bright === undefined || dark === undefined) throw new RangeError('two classes were imported');
  return { lab, bright, dark };
}

/**
 * Files a model that calls every photo by the first of its classes, and its run.
 *
 * @param sideOf of a sample, by its place among the lab's.
 */
async function fileModel(
  lab: Lab,
  classes: readonly ModelClass[],
  sideOf: (place: number) => Side,
): Promise<number> {
  const name = `${classes.map(({ id }) => id).join('-')}-${readdirSync(lab.paths.models).length}.onnx`;
  renameSync(writeTinyModel([...classes]), join(lab.paths.models, name));
  const { run, model } = modelRows(lab, { classes, file: name });
  const photos = photoFiles(lab, {});
  const places = [...new Set(photos.map(({ sample }) => sample))];
  const items = photos.map(({ hash, path, rotation, sample, classId }) => ({
    ...{ hash, path, rotation, sample },
    classIndex: classes.findIndex(({ id }) => id === classId),
    side: sideOf(places.indexOf(sample)),
  }));
  await writeStoredPlan(lab, { run }, { classes: [...classes], items });
  return model;
}

/** Whoever says bright of all is right there. */
const brightTested = (place: number): Side => (place < samplesEach ? 'test' : 'train');

test('a better model is offered with its interval and the samples on which the two differ; a worse one is told so', async () => {
  const { lab, bright, dark } = await brightAndDark();
  const wrong = await fileModel(lab, [dark, bright], brightTested);
  const right = await fileModel(lab, [bright, dark], brightTested);
  const offers = new Offers();
  expect(await offers.of(lab, wrong)).toMatchObject({
    standing: 'in-use',
    sentence: 'This model is in use.',
  });
  const offer = await offers.of(lab, right);
  expect(offer).toMatchObject({
    standing: 'better',
    inUse: { model: wrong },
    samples: samplesEach,
    photos: 2 * samplesEach,
    notes: [],
    difference: { value: 1 },
  });
  expect(offer.sentence).toMatch(
    /^Better than the one in use, “a model”, by 100\.0 points \[\d+\.\d, 100\.0\] on the same 16 samples \(16 against 0 named rightly\): use it\?$/,
  );

  const page = { offset: 0, limit: 5 };
  const differing = await offers.differing(lab, right, { by: 'sample', ...page });
  expect(differing.total).toBe(samplesEach);
  expect(differing.entries).toHaveLength(5);
  for (const { truth, a, b, photos } of differing.entries) {
    expect([a.right, b.class, b.right]).toEqual([false, truth, true]);
    expect(photos).toHaveLength(2);
  }
  expect((await offers.differing(lab, right, { by: 'photo', ...page })).total).toBe(2 * samplesEach);

  putInUse(lab.db, author, right);
  expect(await offers.of(lab, wrong)).toMatchObject({ standing: 'worse', difference: { value: -1 } });
});

test('another split: only samples count that neither of them learnt from, the others are told', async () => {
  const { lab, bright, dark } = await brightAndDark();
  await fileModel(lab, [dark, bright], brightTested);
  const right = await fileModel(lab, [bright, dark], (place) => {
    if (place >= samplesEach) return place % 4 === 0 ? 'test' : 'train';
    return place % 2 === 0 ? 'test' : 'val';
  });
  const offer = await new Offers().of(lab, right);
  expect(offer).toMatchObject({ standing: 'better', samples: samplesEach / 2 });
  expect(offer.notes).toEqual([
    '4 samples left out: the one in use learnt from them, or was chosen by them.',
    '8 samples left out: this model learnt from them, or was chosen by them.',
  ]);
  const apart = await fileModel(lab, [bright, dark], (place) => (place < samplesEach ? 'train' : 'test'));
  expect(await new Offers().of(lab, apart)).toMatchObject({ standing: 'incomparable', samples: 0 });
});

test('a model of another lab is compared too, and what is not known is said', async () => {
  const { lab, bright, dark } = await brightAndDark();
  const wrong = await fileModel(lab, [dark, bright], brightTested);
  const folder = temporaryFolder();
  mkdirSync(folder, { recursive: true });
  const foreign = await importModel(lab, { file: writeTinyModel([bright, dark], {}, folder) });
  const offer = await new Offers().of(lab, foreign);
  expect(offer).toMatchObject({ standing: 'better', samples: samplesEach });
  expect(offer.notes).toEqual([
    'This model was trained elsewhere: whether it has seen these samples is not known, so it may look better than it is.',
  ]);
  // What was asked is kept: who asks again need not wait.
  expect(readdirSync(join(lab.paths.cache, 'answers'))).toHaveLength(2);
  putInUse(lab.db, author, foreign);
  const { sentence } = await new Offers().of(lab, wrong);
  expect(sentence).toMatch(/^Worse/);
});
