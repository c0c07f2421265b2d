import type { FloatTensor } from '#host/onnx/tensor.ts';
import { mapChannels } from './feature-network.ts';

/** What the grounds of the training pictures look like, and how far from the nearest of them another may be. */
export interface Grounds {
  readonly pictures: readonly Float32Array[];
  readonly limit: number;
}

/** A new picture of the same set-up is hardly further from its nearest than this multiple of the usual. */
const allowance = 1.5;
/** The usual: this share of the training pictures are as near to another. */
const usual = 0.95;

/** A picture's ground: the mean of its feature map over all cells, most of which are ground. @param map [1, 64, h, w]. */
export function groundOf({ dims, data }: FloatTensor): Float32Array {
  const [, , height = 1, width = 1] = dims;
  const cells = height * width;
  return Float32Array.from({ length: mapChannels }, (_, channel) => {
    let sum = 0;
    for (let at = channel * cells; at < (channel + 1) * cells; at += 1) sum += data[at] ?? 0;
    return sum / cells;
  });
}

/** The limit is learnt from how near each training picture's ground is to that of another. */
export function groundsOf(pictures: readonly Float32Array[]): Grounds {
  const nearest = pictures
    .map((one) =>
      distanceTo(
        pictures.filter((other) => other !== one),
        one,
      ),
    )
    .sort((a, b) => a - b);
  const at = Math.min(nearest.length - 1, Math.floor(usual * nearest.length));
  return { pictures, limit: allowance * (nearest[at] ?? 0) };
}

/** Whether no training picture had such a ground. */
export function isUnseen({ pictures, limit }: Grounds, ground: Float32Array): boolean {
  return distanceTo(pictures, ground) > limit;
}

function distanceTo(pictures: readonly Float32Array[], ground: Float32Array): number {
  const distances = pictures.map((one) =>
    Math.sqrt(one.reduce((sum, value, i) => sum + (value - (ground[i] ?? 0)) ** 2, 0)),
  );
  return Math.min(...distances);
}
