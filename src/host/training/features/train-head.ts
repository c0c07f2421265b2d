import type { TrainingItem } from '#shared/learning/plan.ts';
import type { SettledRecipe } from '#shared/learning/recipe.ts';
import { type LinearHead, foldStandardisation, headNetwork, headOf, zeroHead } from '#host/onnx/head.ts';
import { refuseDiverged } from '../engine/epochs.ts';
import { type LoopHooks, type TrainedNetwork, trainNetwork } from '../engine/train-network.ts';
import { featureData } from './feature-data.ts';
import type { PhotoFeatures } from './features.ts';

export interface TrainedHead extends Omit<TrainedNetwork, 'network'> {
  /** Of the best epoch, for features as the backbone gives them. */
  readonly head: LinearHead;
}

/**
 * Trains a linear head on features: a network of one Gemm, on the processor.
 *
 * @param features of each item, its plain view first.
 * @throws StrandlineError `diverged`; the reason of `signal` once it is aborted.
 */
export async function trainHead(
  items: readonly TrainingItem[],
  features: readonly PhotoFeatures[],
  classes: number,
  recipe: SettledRecipe,
  hooks: LoopHooks,
): Promise<TrainedHead> {
  const data = featureData(items, features, recipe.seed);
  const start = headNetwork(zeroHead(classes, data.inputShape[0] ?? 0));
  const { network, ...trained } = await trainNetwork(
    // A head is all that is trained, so its multiple of the learning rate would say nothing.
    { network: start, data, classes, recipe: { ...recipe, layerRates: [1] }, device: 'cpu' },
    hooks,
  );
  const head = foldStandardisation(headOf(network), data.scale);
  // Features that hardly vary make large weights larger.
  for (const values of [head.weight, head.bias]) refuseDiverged(values, trained.best.epoch, recipe.lr);
  return { ...trained, head };
}
