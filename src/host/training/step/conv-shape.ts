import type { Dims, Operation } from './operation.ts';
import { type Window, windowOf } from './window.ts';

/** Sizes of a convolution: N images, C to O channels in `groups` groups. */
export interface ConvShape {
  readonly window: Window;
  readonly n: number;
  readonly c: number;
  readonly o: number;
  readonly groups: number;
  readonly space: readonly [number, number];
}

export function convShape(op: Operation, x: Dims, w: Dims): ConvShape {
  const [n = 0, c = 0, height = 0, width = 0] = x;
  const [o = 0, , ...kernel] = w;
  const window = windowOf(op, [height, width], kernel);
  return { window, n, c, o, groups: op.int('group', 1), space: [height, width] };
}
