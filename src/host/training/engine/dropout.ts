import type { Random } from '#shared/learning/random.ts';
import { type FloatTensor, sizeOf } from '#host/onnx/tensor.ts';
import type { DropoutMask } from '../step/description.ts';

/**
 * Draws a step's mask of inverted dropout: what stays is scaled up, so that nothing changes outside training.
 *
 * @throws TypeError without a source of randomness.
 */
export function drawnMask({ dims, ratio }: DropoutMask, random: Random | undefined): FloatTensor {
  if (random === undefined) throw new TypeError('a network with dropout needs a source of randomness');
  const kept = 1 / (1 - ratio);
  return {
    dims,
    data: Float32Array.from({ length: sizeOf(dims) }, () => (random.next() < ratio ? 0 : kept)),
  };
}
