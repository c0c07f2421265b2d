import type { TrainingItem } from '#shared/learning/plan.ts';
import type { ModelProto } from '#host/onnx/generated/onnx_pb.js';
import { openSession, outputRows } from '#host/onnx/session.ts';
import { photoBatches } from './batches.ts';
import type { ViewSource } from './view-maker.ts';

const atOnce = 8;

/**
 * What a network that is being trained predicts of photos as they are.
 *
 * @returns one row of logits per item.
 * @throws StrandlineError `photo-unreadable`; the reason of `signal` once it is aborted.
 */
export async function predictItems(
  network: ModelProto,
  items: readonly TrainingItem[],
  source: ViewSource,
  signal: AbortSignal,
): Promise<number[][]> {
  const rows = await outputOnItems(network, items, source, 'logits', { signal });
  return rows.map((row) => Array.from(row));
}

/**
 * One output of a network for photos as they are.
 *
 * @param output the name of one of its outputs [n, c].
 * @throws as `predictItems`.
 */
export async function outputOnItems(
  network: ModelProto,
  items: readonly TrainingItem[],
  source: ViewSource,
  output: string,
  { signal, onDone = () => undefined }: { signal: AbortSignal; onDone?: (photos: number) => void },
): Promise<Float32Array[]> {
  const session = await openSession(network);
  const found: Float32Array[] = [];
  try {
    for await (const { images } of photoBatches(items, atOnce, source, 0)) {
      signal.throwIfAborted();
      found.push(...(await outputRows(session, images, source.rules.preprocessing.imageSize, output)));
      onDone(found.length);
    }
  } finally {
    await session.release();
  }
  return found;
}
