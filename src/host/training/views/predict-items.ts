import type { TrainingItem } from '#shared/learning/plan.ts';
import type { ModelProto } from '#host/onnx/generated/onnx_pb.js';
import { withPixelInput } from '#host/onnx/pixel-input.ts';
import { openSession, outputRows } from '#host/onnx/session.ts';
import { evaluatedAtOnce, photoBatches } from './batches.ts';
import type { ViewSource } from './view-maker.ts';

/**
 * One output of a network for photos as they are.
 *
 * @param output the name of one of its outputs [n, c].
 * @returns one row per item.
 * @throws StrandlineError `photo-unreadable`; the reason of `signal` once it is aborted.
 */
export async function outputOnItems(
  network: ModelProto,
  items: readonly TrainingItem[],
  source: ViewSource,
  output: string,
  { signal, onDone = () => undefined }: { signal: AbortSignal; onDone?: (photos: number) => void },
): Promise<Float32Array[]> {
  const session = await openSession(withPixelInput(network, source.rules.preprocessing));
  const found: Float32Array[] = [];
  try {
    for await (const { images } of photoBatches(items, evaluatedAtOnce, source, 0)) {
      signal.throwIfAborted();
      found.push(...(await outputRows(session, images, source.rules.preprocessing.imageSize, output)));
      onDone(found.length);
    }
  } finally {
    await session.release();
  }
  return found;
}
