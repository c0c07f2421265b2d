import type { EpochRecord, TrainingItem } from '#shared/learning/plan.ts';
import type { ReportProgress } from '#shared/progress.ts';
import type { Recipe } from '#shared/learning/recipe.ts';
import type { Backbone } from './backbones/registry.ts';
import { computeFeatures } from './features/features.ts';
import { type LinearHead, headLogits } from '#host/onnx/head.ts';
import type { ViewSource } from './views/view-maker.ts';
import type { PlainFeatures } from '#host/inference/reference/reference.ts';
import { trainHead } from './train-head.ts';
import type { PhotoLogits } from './train-network.ts';

interface Frozen {
  readonly items: readonly TrainingItem[];
  readonly classes: number;
  readonly recipe: Recipe;
  readonly backbone: Backbone;
  readonly source: ViewSource;
  readonly cacheDir: string;
}

interface Hooks {
  readonly signal: AbortSignal;
  readonly onProgress: ReportProgress;
  readonly onEpoch: (record: EpochRecord) => void;
}

export interface TrainedFrozen {
  readonly head: LinearHead;
  readonly epochs: EpochRecord[];
  readonly best: { epoch: number; valAcc: number | null };
  /** What the network says of the validation and test photos as they are. */
  readonly logits: PhotoLogits;
  /** Of all photos as they are. */
  readonly features: PlainFeatures;
  /** How many photos were not in the feature cache. */
  readonly computed: number;
  readonly featureSeconds: number;
}

/**
 * Trains the head alone, on the features that the backbone gives once per photo and view.
 *
 * @throws StrandlineError as `computeFeatures` and `trainHead`.
 */
export async function trainFrozen(
  { items, classes, recipe, backbone, source, cacheDir }: Frozen,
  { signal, onProgress, onEpoch }: Hooks,
): Promise<TrainedFrozen> {
  const started = performance.now();
  const { features, computed } = await computeFeatures(
    items,
    { backbone, source, viewsOf: ({ side }) => (side === 'train' ? recipe.views : 1), cacheDir },
    { signal, onProgress },
  );
  const featureSeconds = (performance.now() - started) / 1000;
  const { head, epochs, best } = await trainHead(items, features, classes, recipe, { signal, onEpoch });
  const plain = new Map(items.map((item, index) => [item, features[index]?.[0] ?? new Float32Array()]));
  const held = [...plain].flatMap(([item, x]): [TrainingItem, number[]][] =>
    item.side === 'train' ? [] : [[item, headLogits(head, x)]],
  );
  return { head, epochs, best, logits: new Map(held), features: plain, computed, featureSeconds };
}
