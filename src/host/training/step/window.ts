import { sizeOf } from '#host/onnx/tensor.ts';
import type { Dims, Operation } from './operation.ts';

/** The geometry of an operator that slides a window over two spatial axes. */
export interface Window {
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  /** Padding before and after each axis. */
  readonly before: readonly [number, number];
  readonly after: readonly [number, number];
  /** Size of the output. */
  readonly output: readonly [number, number];
}

/**
 * @param input spatial size of the input.
 * @param kernel size of the window, where the operator does not say it itself.
 * @throws RangeError for a geometry that the rules do not know.
 */
export function windowOf(op: Operation, input: Dims, kernel: Dims = []): Window {
  const size = pair(op.ints('kernel_shape', kernel), `${op.type} with a window of other than two axes`);
  const strides = pair(op.ints('strides', [1, 1]), op.type);
  const dilations = pair(op.ints('dilations', [1, 1]), op.type);
  const [top = 0, left = 0, bottom = 0, right = 0] = op.ints('pads', [0, 0, 0, 0]);
  const given = { before: [top, left] as const, after: [bottom, right] as const };
  const extent = (axis: 0 | 1): number => (size[axis] - 1) * dilations[axis] + 1;
  const { before, after } = autoPadded(op, given, (axis) => {
    const outputs = Math.ceil((input[axis] ?? 0) / strides[axis]);
    return Math.max(0, (outputs - 1) * strides[axis] + extent(axis) - (input[axis] ?? 0));
  });
  const room = (axis: 0 | 1): number => (input[axis] ?? 0) + before[axis] + after[axis] - extent(axis);
  const fits = (axis: 0 | 1): number => Math.floor(room(axis) / strides[axis]) + 1;
  if (op.int('ceil_mode', 0) === 1 && ([0, 1] as const).some((axis) => room(axis) % strides[axis] !== 0)) {
    throw new RangeError(`${op.type} with ceil_mode and a window that runs over the edge is not supported`);
  }
  return { kernel: size, strides, dilations, before, after, output: [fits(0), fits(1)] };
}

type Pads = Pick<Window, 'before' | 'after'>;

function autoPadded(op: Operation, given: Pads, missing: (axis: 0 | 1) => number): Pads {
  const mode = op.text('auto_pad', 'NOTSET');
  if (mode === 'NOTSET') return given;
  if (mode === 'VALID') return { before: [0, 0], after: [0, 0] };
  const total = [missing(0), missing(1)] as const;
  const small = [Math.floor(total[0] / 2), Math.floor(total[1] / 2)] as const;
  const large = [total[0] - small[0], total[1] - small[1]] as const;
  return mode === 'SAME_UPPER' ? { before: small, after: large } : { before: large, after: small };
}

function pair(values: Dims, what: string): [number, number] {
  const [first, second] = values;
  if (first === undefined || second === undefined || values.length !== 2) {
    throw new RangeError(`${what} is not supported; two spatial axes are needed`);
  }
  return [first, second];
}

/** One over the number of values in each window of an average, with the padding or without; row by row of the output. */
export function windowShares(
  { kernel, strides, dilations, before, output }: Window,
  space: Dims,
  countsPads: boolean,
): Float32Array {
  const inside = (axis: 0 | 1, at: number): number => {
    if (countsPads) return kernel[axis];
    const start = at * strides[axis] - before[axis];
    const hits = Array.from({ length: kernel[axis] }, (_, tap) => start + tap * dilations[axis]);
    return hits.filter((place) => place >= 0 && place < (space[axis] ?? 0)).length;
  };
  return Float32Array.from(
    { length: sizeOf(output) },
    (_, at) => 1 / (inside(0, Math.floor(at / output[1])) * inside(1, at % output[1])),
  );
}
