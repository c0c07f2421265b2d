import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { TrainingItem } from '#shared/learning/plan.ts';
import type { OnProgress } from '#shared/progress.ts';
import { inOrder } from '#host/lib/in-order.ts';
import { viewRules } from '#host/imaging/augment.ts';
import { type Backbone, readBackboneNetwork } from '../backbones/registry.ts';
import { type FeatureCache, type FeatureKey, withFeatureCache } from './feature-cache.ts';
import { withPixelInput } from '#host/onnx/pixel-input.ts';
import { openSession, outputRows } from '#host/onnx/session.ts';
import { packedBytes } from '#host/onnx/tensor.ts';
import type { ViewSource } from '../views/view-maker.ts';

/** Features of one photo: one vector of the backbone's feature size per view, view 0 first. */
export type PhotoFeatures = readonly Float32Array[];

export interface FeatureRequest {
  readonly backbone: Pick<Backbone, 'file' | 'sha256'>;
  readonly source: ViewSource;
  /** How many views a photo gets: several for training, 1 for validation and test. */
  readonly viewsOf: (item: TrainingItem) => number;
  readonly cacheDir: string;
}

interface Missing {
  readonly item: TrainingItem;
  readonly views: readonly number[];
}

interface Hooks {
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

/** Photos that are being prepared ahead. */
const prefetch = 8;
/** Half of the cores look at photos, the others decode them. Measured on 2 cores: more threads spin and steal from sharp. */
export const featureThreads = Math.max(1, Math.floor(availableParallelism() / 2));

/**
 * Runs the backbone over photos, taking from the cache what it has. A photo's features depend on this photo alone, not on
 * what else is computed, so a cached run and a fresh one agree to the bit.
 *
 * @returns features in the order of `items`, and how many photos had to be computed.
 * @throws StrandlineError `photo-unreadable` naming the photo, `disk-full`; the reason of `signal` once it is aborted.
 */
export async function computeFeatures(
  items: readonly TrainingItem[],
  { backbone, source, viewsOf, cacheDir }: FeatureRequest,
  hooks: Hooks,
): Promise<{ features: PhotoFeatures[]; computed: number }> {
  const network = createHash('sha256')
    .update(backbone.sha256)
    .update(JSON.stringify([viewRules, source.rules]))
    .digest('hex');
  return withFeatureCache(cacheDir, network, async (cache) => {
    const missing = items.flatMap((item): Missing[] => {
      const views = range(viewsOf(item)).filter((view) => !cache.has(keyOf(item, view)));
      return views.length === 0 ? [] : [{ item, views }];
    });
    if (missing.length > 0) await fill(cache, missing, { backbone, source }, hooks);
    const features = items.map((item) => range(viewsOf(item)).map((view) => cached(cache, item, view)));
    return { features, computed: missing.length };
  });
}

async function fill(
  cache: FeatureCache,
  missing: readonly Missing[],
  { backbone, source }: Pick<FeatureRequest, 'backbone' | 'source'>,
  { signal, onProgress }: Hooks,
): Promise<void> {
  const session = await openSession(
    withPixelInput(readBackboneNetwork(backbone.file), source.rules.preprocessing),
    {
      intraOpNumThreads: featureThreads,
    },
  );
  try {
    let done = 0;
    const { imageSize } = source.rules.preprocessing;
    const prepared = inOrder(missing, prefetch, ({ item, views }) => source.views(item, views));
    for await (const [{ item, views }, inputs] of prepared) {
      signal.throwIfAborted();
      const vectors = await outputRows(session, packedBytes(inputs), imageSize, 'features');
      cache.put(vectors.map((vector, index) => ({ key: keyOf(item, views[index] ?? 0), vector })));
      done += 1;
      onProgress({ phase: 'Looking at photos', done, total: missing.length, unit: 'photos' });
    }
  } finally {
    await session.release();
  }
}

function keyOf({ hash, rotation, page }: TrainingItem, view: number): FeatureKey {
  return { hash, rotation, page, view };
}

function cached(cache: FeatureCache, item: TrainingItem, view: number): Float32Array {
  const vector = cache.get(keyOf(item, view));
  if (vector === undefined) throw new Error(`the feature cache lost photo ${item.hash}`);
  return vector;
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
