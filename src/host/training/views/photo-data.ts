import type { TrainingItem } from '#shared/learning/plan.ts';
import { shuffled } from '#shared/learning/random.ts';
import type { Recipe } from '#shared/learning/recipe.ts';
import { epochRandom, viewOfEpoch } from '../engine/epoch-random.ts';
import type { TrainingData } from '../engine/training-data.ts';
import { evaluatedAtOnce, photoBatches } from './batches.ts';
import type { ViewSource } from './view-maker.ts';

/**
 * Photos for a whole network. Every epoch sees each training photo in a new augmented view, in a new order; the photos that
 * do not fill the last batch wait for another epoch's order (batch norm needs full batches).
 */
export function photoData(
  items: readonly TrainingItem[],
  { seed, imageSize }: Recipe,
  source: ViewSource,
): TrainingData {
  const train = items.filter(({ side }) => side === 'train');
  const held = items.filter(({ side }) => side !== 'train');
  const perEpoch = (batchSize: number): number => Math.floor(train.length / batchSize) * batchSize;
  return {
    truths: train.map(({ classIndex }) => classIndex),
    inputShape: [3, imageSize, imageSize],
    normalisation: source.rules.preprocessing,
    perEpoch,
    async *batches(epoch, batchSize, done, together) {
      const order = shuffled(train, epochRandom(seed, epoch, 0)).slice(done, perEpoch(batchSize));
      const view = viewOfEpoch(seed, epoch);
      for await (const batch of photoBatches(order, batchSize, source, view, together))
        yield { truths: batch.items.map(({ classIndex }) => classIndex), input: batch.images };
    },
    held,
    async *heldInputs() {
      for await (const { images } of photoBatches(held, evaluatedAtOnce, source, 0)) yield images;
    },
  };
}
