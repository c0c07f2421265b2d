import type { TrainingItem } from '#shared/learning/plan.ts';
import { inOrder } from '#host/lib/in-order.ts';
import { packedBytes } from '#host/onnx/tensor.ts';
import type { ViewSource } from './view-maker.ts';

/** Photos that a network looks at together outside training. */
export const evaluatedAtOnce = 8;

/** Several photos as the network takes them. */
export interface PhotoBatch {
  readonly items: readonly TrainingItem[];
  /** Bytes, [items.length, imageSize, imageSize, 3]. */
  readonly images: Uint8Array;
}

/**
 * Photos batch by batch, prepared ahead of whoever takes them, in the items' order.
 *
 * @param view which view of each photo: 0 is the photo as it is.
 * @param together how many batches are taken in a row before the next are asked for: so many are prepared meanwhile.
 * @throws StrandlineError `photo-unreadable` naming the photo.
 */
export async function* photoBatches(
  items: readonly TrainingItem[],
  batchSize: number,
  source: ViewSource,
  view: number,
  together = 1,
): AsyncGenerator<PhotoBatch> {
  const count = Math.ceil(items.length / batchSize);
  const groups = Array.from({ length: count }, (_, i) => items.slice(i * batchSize, (i + 1) * batchSize));
  const prepare = async (group: readonly TrainingItem[]): Promise<Uint8Array> =>
    packedBytes((await Promise.all(group.map((item) => source.views(item, [view])))).flat());
  for await (const [group, images] of inOrder(groups, together + 1, prepare)) yield { items: group, images };
}
