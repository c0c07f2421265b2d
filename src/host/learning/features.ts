import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { StrandlineError } from '#shared/errors.ts';
import type { TrainingItem } from '#shared/learning/plan.ts';
import type { Preprocessing } from '#shared/learning/preprocessing.ts';
import type { ReportProgress } from '#shared/progress.ts';
import { inOrder } from '../in-order.ts';
import { inputLength, prepareViews } from '../imaging/preprocess.ts';
import type { Backbone } from './backbones/registry.ts';
import { FeatureCache } from './feature-cache.ts';

/** Features of one photo: one vector of the backbone's feature size per view, view 0 first. */
export type PhotoFeatures = readonly Float32Array[];

export interface FeatureRequest {
  readonly backbone: Pick<Backbone, 'file' | 'sha256'>;
  readonly preprocessing: Preprocessing;
  /** How many views a photo gets: several for training, 1 for validation and test. */
  readonly viewsOf: (item: TrainingItem) => number;
  readonly cacheDir: string;
}

interface Missing {
  readonly item: TrainingItem;
  readonly views: readonly number[];
}

/** Photos that are decoded ahead, so that the network never waits for one. */
const prefetch = 4;
/** Images per call of the network: enough to keep two cores busy, small enough to stay in their caches. */
const batchSize = 8;

/**
 * Runs the backbone over photos, taking from the cache what it has.
 *
 * @returns features in the order of `items`, and how many photos had to be computed.
 * @throws StrandlineError `photo-unreadable` naming the photo, `cancelled`.
 */
export async function computeFeatures(
  items: readonly TrainingItem[],
  { backbone, preprocessing, viewsOf, cacheDir }: FeatureRequest,
  { signal, onProgress }: { signal: AbortSignal; onProgress: ReportProgress },
): Promise<{ features: PhotoFeatures[]; computed: number }> {
  const network = createHash('sha256')
    .update(backbone.sha256)
    .update(JSON.stringify(preprocessing))
    .digest('hex');
  const cache = new FeatureCache(cacheDir, network);
  try {
    const missing = items.flatMap((item): Missing[] => {
      const views = range(viewsOf(item)).filter((view) => cache.get(keyOf(item, view)) === undefined);
      return views.length === 0 ? [] : [{ item, views }];
    });
    if (missing.length > 0) await fill(cache, missing, { backbone, preprocessing }, { signal, onProgress });
    const features = items.map((item) => range(viewsOf(item)).map((view) => cached(cache, item, view)));
    return { features, computed: missing.length };
  } finally {
    cache.close();
  }
}

async function fill(
  cache: FeatureCache,
  missing: readonly Missing[],
  { backbone, preprocessing }: Pick<FeatureRequest, 'backbone' | 'preprocessing'>,
  { signal, onProgress }: { signal: AbortSignal; onProgress: ReportProgress },
): Promise<void> {
  const session = await InferenceSession.create(backbone.file, { graphOptimizationLevel: 'all' });
  let waiting: { item: TrainingItem; view: number; input: Float32Array }[] = [];
  const run = async (): Promise<void> => {
    const batch = waiting;
    waiting = [];
    const vectors = await runBatch(
      session,
      batch.map(({ input }) => input),
      preprocessing,
    );
    cache.put(vectors.map((vector, index) => ({ key: keyOfBatch(batch, index), vector })));
  };
  try {
    let done = 0;
    for await (const [{ item, views }, inputs] of inOrder(missing, prefetch, (one) =>
      prepare(one, preprocessing),
    )) {
      signal.throwIfAborted();
      inputs.forEach((input, index) => waiting.push({ item, view: views[index] ?? 0, input }));
      if (waiting.length >= batchSize) await run();
      done += 1;
      onProgress({ phase: 'Looking at photos', done, total: missing.length, unit: 'photos' });
    }
    if (waiting.length > 0) await run();
  } finally {
    await session.release();
  }
}

async function prepare({ item, views }: Missing, preprocessing: Preprocessing): Promise<Float32Array[]> {
  try {
    const bytes = await readFile(item.path);
    return await prepareViews({ bytes, rotation: item.rotation }, preprocessing, views, viewSeed(item.photo));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StrandlineError(
      'photo-unreadable',
      `Photo ${basename(item.path)} (${item.path}) could not be read: ${reason}.`,
      {},
      error,
    );
  }
}

/** @returns one feature vector per input. */
async function runBatch(
  session: InferenceSession,
  inputs: readonly Float32Array[],
  preprocessing: Preprocessing,
): Promise<Float32Array[]> {
  const length = inputLength(preprocessing);
  const data = new Float32Array(inputs.length * length);
  inputs.forEach((input, index) => data.set(input, index * length));
  const side = preprocessing.imageSize;
  const [input = 'input'] = session.inputNames;
  const { features } = await session.run({ [input]: new Tensor(data, [inputs.length, 3, side, side]) }, [
    'features',
  ]);
  const values = features?.data;
  const size = features?.dims[1];
  if (!(values instanceof Float32Array) || size === undefined)
    throw new TypeError('the backbone gave no features');
  return inputs.map((_, index) => values.slice(index * size, (index + 1) * size));
}

function keyOf(
  { photo, rotation }: TrainingItem,
  view: number,
): { photo: string; rotation: number; view: number } {
  return { photo, rotation, view };
}

function keyOfBatch(
  batch: readonly { item: TrainingItem; view: number }[],
  index: number,
): ReturnType<typeof keyOf> {
  const entry = batch[index];
  if (entry === undefined) throw new RangeError('the network gave more vectors than it was given images');
  return keyOf(entry.item, entry.view);
}

function cached(cache: FeatureCache, item: TrainingItem, view: number): Float32Array {
  const vector = cache.get(keyOf(item, view));
  if (vector === undefined) throw new Error(`the feature cache lost photo ${item.photo}`);
  return vector;
}

/** Views are drawn from the photo alone: the first 32 bits of its hash. */
function viewSeed(photo: string): number {
  return Number.parseInt(photo.slice(0, 8), 16) | 0;
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
