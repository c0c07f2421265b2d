/** The process in which a network's speed is measured: is told a task, says what came of it, ends. */
import { preprocessingFor } from '#shared/learning/prediction/preprocessing.ts';
import { augmentationOf } from '#shared/learning/recipe.ts';
import { readBackbone, readBackboneNetwork } from '../backbones/registry.ts';
import { featureThreads } from '../features/features.ts';
import { withPixelInput } from '#host/onnx/pixel-input.ts';
import { openSession, outputRows } from '#host/onnx/session.ts';
import { packedBytes } from '#host/onnx/tensor.ts';
import { ViewMaker } from '../views/view-maker.ts';
import { answerOnce } from './answer-once.ts';
import type { MeasuredTimes, SpeedTask } from './speeds.ts';
import { trainSteps } from './steps.ts';

/** Times the photos go through the network before it is timed, and while it is. */
const passes = { warm: 1, timed: 2 };
const enoughBytes = 256 * 1024 ** 2;

answerOnce(async (task: SpeedTask): Promise<MeasuredTimes> => {
  const { recipe, backboneFile, photos } = task;
  const { normalisation } = readBackbone(backboneFile);
  const preprocessing = preprocessingFor(recipe.imageSize, normalisation);
  const maker = new ViewMaker({ preprocessing, augmentation: augmentationOf(recipe) }, enoughBytes);
  const viewOfAll = async (view: number): Promise<Uint8Array[]> =>
    (await Promise.all(photos.map((photo) => maker.views(photo, [view])))).flat();
  // sharp starts its threads at the first photo.
  await maker.views(photos[0] ?? failed(), [0]);
  const [views, decode] = await timed(() => viewOfAll(1));
  const [, augment] = await timed(() => viewOfAll(2));
  const session = await openSession(withPixelInput(readBackboneNetwork(backboneFile), preprocessing), {
    intraOpNumThreads: featureThreads,
  });
  const forward = async (times: number): Promise<void> => {
    for (let time = 0; time < times; time += 1)
      await outputRows(session, packedBytes(views), recipe.imageSize, 'features');
  };
  await forward(passes.warm);
  const [, seconds] = await timed(() => forward(passes.timed));
  await session.release();
  const step = recipe.strategy === 'frozen' ? null : (await trainSteps(task)).secondsPerStep;
  return {
    decode: decode / photos.length,
    augment: augment / photos.length,
    forward: seconds / passes.timed / photos.length,
    step: step === null ? null : step / recipe.batchSize,
  };
});

async function timed<T>(work: () => Promise<T>): Promise<[T, seconds: number]> {
  const started = performance.now();
  const result = await work();
  return [result, (performance.now() - started) / 1000];
}

function failed(): never {
  throw new Error('there are no photos to measure with');
}
