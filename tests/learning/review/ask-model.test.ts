import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { setModelTrust } from '#host/catalogue/edits/edit-models.ts';
import { turnPhotos } from '#host/catalogue/edits/edit-photos.ts';
import { describeAnew, readModelInfo } from '#host/inference/model-file.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { photoPath } from '#host/catalogue/photo-store.ts';
import { listClasses } from '#host/catalogue/queries/classes.ts';
import { allStoredPhotos } from '#host/catalogue/queries/samples/photos.ts';
import { runTraining } from '#host/training/trainer.ts';
import { askModel } from '#host/review/ask-model.ts';
import { foundModel } from '#host/catalogue/queries/learning/models.ts';
import { opinionsOf } from '#host/review/opinions.ts';
import { reviewList } from '#host/review/review-list.ts';
import { photoIdOf } from '../../support/ids.ts';
import { author, samplesIn } from '../../support/catalogue.ts';
import { importInto, temporaryFolder, temporaryLab } from '../../support/labs.ts';
import { modelRows } from '../../support/models.ts';
import { writeTwoClasses } from '../../support/photos.ts';
import { quietHooks, tinyPlan } from '../../support/plans.ts';

const calm = { signal: new AbortController().signal, onProgress: (): void => undefined };

/** A lab of 8 samples of 2 photos each, bright and dark, and a model that tells these apart. */
async function labWithModel(): Promise<{ lab: Lab; model: number }> {
  const lab = temporaryLab();
  const photos = temporaryFolder();
  await writeTwoClasses(photos, 4, 2);
  await importInto(lab, photos, { layout: 'class/sample/photo' });
  const plan = await tinyPlan();
  await runTraining(plan, quietHooks());
  copyFileSync(plan.modelFile, join(lab.paths.models, 'tiny.onnx'));
  return { lab, model: modelRows(lab, { classes: listClasses(lab.db), file: 'tiny.onnx' }).model };
}

test('a model is asked about every sample once, and again where photos were turned', async () => {
  const { lab, model } = await labWithModel();
  const seen: number[] = [];
  const onProgress = ({ done }: { done: number }): void => void seen.push(done);
  expect(await askModel(lab, { model }, { ...calm, onProgress })).toEqual({
    asked: 8,
    known: 0,
    skipped: [],
  });
  expect(seen).toEqual(Array.from({ length: 16 }, (_, index) => index + 1));

  const opinions = opinionsOf(lab, foundModel(lab.db, model));
  for (const sample of samplesIn(lab)) {
    expect(opinions.get(sample.id)).toMatchObject({
      classId: sample.class?.id,
      source: 'asked',
    });
  }
  expect(reviewList(lab, {})).toMatchObject({ samples: 8, opinions: 8 });

  expect(await askModel(lab, { model }, calm)).toEqual({ asked: 0, known: 8, skipped: [] });
  const [photo] = samplesIn(lab).flatMap((sample) => sample.photos.map(({ id }) => id));
  turnPhotos(lab.db, author, { photos: [photoIdOf(photo ?? 0)], by: 90 });
  expect(await askModel(lab, { model }, calm)).toEqual({ asked: 1, known: 7, skipped: [] });
});

test('a model that is asked tells what is unlike its training photos, whatever precision is asked of it', async () => {
  const { lab, model } = await labWithModel();
  const file = join(lab.paths.models, 'tiny.onnx');
  const { reference } = readModelInfo(file);
  if (reference === undefined) throw new Error('the model remembers no photos');
  // Only the training photos themselves are as close to one.
  describeAnew(file, file, { threshold: 0.5, reference: { ...reference, limit: 1e-9 } });
  await askModel(lab, { model }, calm);
  const unlike = () =>
    [...opinionsOf(lab, foundModel(lab.db, model))].flatMap(([sample, { outcome }]) =>
      outcome === 'unlike' ? [sample] : [],
    );
  const asked = unlike();
  expect(asked.length).toBeGreaterThan(1);
  setModelTrust(lab.db, author, { model, target: 0.5, threshold: 0.5 });
  expect(unlike()).toEqual(asked);
  const queued = reviewList(lab, {}).items.filter(({ reason }) => reason === 'unlike');
  expect(queued.map(({ sample }) => sample).sort()).toEqual(asked.toSorted());
});

test('what was answered before a stop is kept, and asking again goes on there', async () => {
  const { lab, model } = await labWithModel();
  const controller = new AbortController();
  const onProgress = ({ done }: { done: number }): void => {
    if (done === 7) controller.abort(new Error('stopped'));
  };
  await expect(askModel(lab, { model }, { signal: controller.signal, onProgress })).rejects.toThrow(
    'stopped',
  );
  const { opinions } = reviewList(lab, {});
  expect(opinions).toBe(3);
  expect(await askModel(lab, { model }, calm)).toMatchObject({ asked: 5, known: 3 });
});

test('a photo that cannot be read is left out in words; its sample is judged by the others', async () => {
  const { lab, model } = await labWithModel();
  const [gone, torn] = allStoredPhotos(lab.db).photos;
  if (gone === undefined || torn === undefined) throw new Error('there are no photos');
  rmSync(photoPath(lab, gone));
  writeFileSync(photoPath(lab, torn), 'no photo');
  const done = await askModel(lab, { model }, calm);
  expect(done.skipped).toHaveLength(2);
  expect(done.skipped[0]).toContain(`${gone.hash.slice(2)}.jpg could not be read`);
  expect(done.asked).toBe(7);
});
