import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { StrandlineError } from '#shared/errors.ts';
import type { TrainingItem } from '#shared/learning/plan.ts';
import type { Preprocessing } from '#shared/learning/preprocessing.ts';
import { inOrder } from '../in-order.ts';
import { packed } from './infer.ts';
import { prepareViews } from '../imaging/preprocess.ts';

/** Photos that are prepared ahead of the network, in batches. */
const batchesAhead = 2;

/** Several photos as the network takes them. */
export interface PhotoBatch {
  readonly items: readonly TrainingItem[];
  /** [items.length, 3, imageSize, imageSize]. */
  readonly images: Float32Array;
}

/**
 * Reads, prepares and packs photos batch by batch, ahead of whoever takes them; the order is the items' order, whatever the
 * number of threads.
 *
 * @param view which view of each photo: 0 is the photo as it is.
 * @throws StrandlineError `photo-unreadable` naming the photo.
 */
export async function* photoBatches(
  items: readonly TrainingItem[],
  batchSize: number,
  preprocessing: Preprocessing,
  view: number,
): AsyncGenerator<PhotoBatch> {
  const count = Math.ceil(items.length / batchSize);
  const groups = Array.from({ length: count }, (_, i) => items.slice(i * batchSize, (i + 1) * batchSize));
  const prepare = async (group: readonly TrainingItem[]): Promise<Float32Array> =>
    packed(
      await Promise.all(
        group.map(async (item) => (await preparePhoto(item, preprocessing, [view]))[0] ?? new Float32Array()),
      ),
    );
  for await (const [group, images] of inOrder(groups, batchesAhead, prepare)) yield { items: group, images };
}

/**
 * Views of one photo of the lab, see `prepareViews`.
 *
 * @throws StrandlineError `photo-unreadable` naming the photo.
 */
export async function preparePhoto(
  item: TrainingItem,
  preprocessing: Preprocessing,
  views: readonly number[],
): Promise<Float32Array[]> {
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

/** Views are drawn from the photo alone: the first 32 bits of its hash. */
function viewSeed(photo: string): number {
  return Number.parseInt(photo.slice(0, 8), 16) | 0;
}
