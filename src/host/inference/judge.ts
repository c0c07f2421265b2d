import { toBinary } from '@bufbuild/protobuf';
import { InferenceSession } from 'onnxruntime-node';
import type { TrainingItem } from '#shared/learning/plan.ts';
import { runOnPhotos } from './infer.ts';
import { type ModelProto, ModelProtoSchema } from '#host/onnx/generated/onnx_pb.js';
import { photoBatches } from '#host/training/views/batches.ts';
import type { ViewSource } from '#host/training/views/view-maker.ts';

const judgedAtOnce = 8;

/**
 * What a network says of photos as they are.
 *
 * @returns one row of logits per item.
 * @throws StrandlineError `photo-unreadable`; the reason of `signal` once it is aborted.
 */
export async function judge(
  network: ModelProto,
  items: readonly TrainingItem[],
  source: ViewSource,
  signal: AbortSignal,
): Promise<number[][]> {
  const rows = await outputOnPhotos(network, items, source, 'logits', { signal });
  return rows.map((row) => Array.from(row));
}

/**
 * One output of a network for photos as they are.
 *
 * @param output the name of one of its outputs [n, c].
 * @throws as `judge`.
 */
export async function outputOnPhotos(
  network: ModelProto,
  items: readonly TrainingItem[],
  source: ViewSource,
  output: string,
  { signal, onDone = () => undefined }: { signal: AbortSignal; onDone?: (photos: number) => void },
): Promise<Float32Array[]> {
  const session = await InferenceSession.create(toBinary(ModelProtoSchema, network), { logSeverityLevel: 3 });
  const found: Float32Array[] = [];
  try {
    for await (const { images } of photoBatches(items, judgedAtOnce, source, 0)) {
      signal.throwIfAborted();
      const rows = await runOnPhotos(session, images, source.rules.preprocessing.imageSize, output);
      found.push(...rows);
      onDone(found.length);
    }
  } finally {
    await session.release();
  }
  return found;
}
