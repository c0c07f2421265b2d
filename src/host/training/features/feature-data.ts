import type { TrainingItem } from '#shared/learning/plan.ts';
import { seededRandom, shuffled } from '#shared/learning/random.ts';
import { type Standardisation, fitStandardisation, standardised } from '#shared/learning/standardisation.ts';
import { packed } from '#host/onnx/tensor.ts';
import type { TrainingData } from '../engine/training-data.ts';
import type { PhotoFeatures } from './features.ts';

/** Features of one scale, and what that scale is. */
export interface FeatureData extends TrainingData {
  readonly scale: Standardisation;
}

/**
 * Cached features for a head: every view of a training photo is an example, and every epoch takes all of them. The order
 * of an epoch goes on from that of the epoch before.
 *
 * @param features of each item, its plain view first.
 */
export function featureData(
  items: readonly TrainingItem[],
  features: readonly PhotoFeatures[],
  seed: number,
): FeatureData {
  const rows = items.map((item, index) => ({ item, views: features[index] ?? [] }));
  const train = rows.filter(({ item }) => item.side === 'train');
  const views = train.flatMap((row) => row.views);
  const featureSize = views[0]?.length ?? 0;
  const scale = fitStandardisation(views, featureSize);
  const examples = train.flatMap((row) =>
    row.views.map((view) => ({ truth: row.item.classIndex, x: standardised(scale, view) })),
  );
  const held = rows.filter(({ item }) => item.side !== 'train');
  const heldRows = held.map((row) => standardised(scale, row.views[0] ?? new Float32Array()));
  const random = seededRandom(seed);
  return {
    scale,
    truths: examples.map(({ truth }) => truth),
    inputShape: [featureSize],
    perEpoch: () => examples.length,
    *batches(_epoch, batchSize) {
      const order = shuffled(examples, random);
      for (let start = 0; start < order.length; start += batchSize) {
        const batch = order.slice(start, start + batchSize);
        const input = new Float32Array(batchSize * featureSize);
        batch.forEach(({ x }, row) => input.set(x, row * featureSize));
        yield { truths: batch.map(({ truth }) => truth), input };
      }
    },
    held: held.map(({ item }) => item),
    heldInputs: () => (heldRows.length === 0 ? [] : [packed(heldRows)]),
  };
}
