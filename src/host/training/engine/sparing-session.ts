import type { InferenceSession } from 'onnxruntime-node';
import type { Device } from '#shared/learning/recipe.ts';
import type { ModelProto } from '#host/onnx/generated/onnx_pb.js';
import { openSession } from '#host/onnx/session.ts';

/**
 * Threads that wait for their next share of an operator sleep: spinning costs a fifth more processor time and, beside other
 * programs, up to half the speed. A memory pattern is a second arena beside the one that the first step has filled, which
 * took half as much memory again.
 */
const sparing: InferenceSession.SessionOptions = {
  enableMemPattern: false,
  extra: { session: { intra_op: { allow_spinning: '0' } } },
};

/** Opens a network or a step on a device, beside other programs that shall not notice. */
export function openSparingly(
  model: ModelProto,
  device: Device,
  options: InferenceSession.SessionOptions = {},
): Promise<InferenceSession> {
  return openSession(model, { executionProviders: [device], ...sparing, ...options });
}
