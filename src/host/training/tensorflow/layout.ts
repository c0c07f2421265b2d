import { sizeOf } from '#host/onnx/tensor.ts';
import type { Dims } from '../step/operation.ts';
import type { GraphDefBuilder, Output } from './graph-def.ts';

/**
 * ONNX's images lie channels first, [n, c, h, w]; TensorFlow's kernels for the processor know only channels last. So whatever has
 * four axes lies as [n, h, w, c] in the graph, and everything else as ONNX says.
 */
export const channelsLast = [0, 2, 3, 1] as const;
const channelsFirst = [0, 3, 1, 2] as const;

/** Sizes of a value as it lies in the graph. @throws RangeError for more axes than images have. */
export function physicalDims(dims: Dims): Dims {
  if (dims.length > 4) throw new RangeError('a value of more than four axes is not supported');
  return dims.length === 4 ? channelsLast.map((axis) => dims[axis] ?? 1) : dims;
}

/** Where an axis of a value lies in the graph. */
export function physicalAxis(axis: number, rank: number): number {
  return rank === 4 ? channelsLast.indexOf(axis as 0) : axis;
}

export function reshaped(graph: GraphDefBuilder, value: Output, dims: Dims): Output {
  return graph.op('Reshape', [value, graph.ints(dims)]);
}

export function transposed(graph: GraphDefBuilder, value: Output, order: readonly number[]): Output {
  return graph.op('Transpose', [value, graph.ints(order)]);
}

/** A value of the graph with its axes in ONNX's order. @param dims in ONNX's order. */
export function toLogical(graph: GraphDefBuilder, value: Output, dims: Dims): Output {
  if (dims.length !== 4) return value;
  return sameOrder(dims) ? reshaped(graph, value, dims) : transposed(graph, value, channelsFirst);
}

/** A value whose axes are in ONNX's order, as it lies in the graph. @param dims in ONNX's order. */
export function toPhysical(graph: GraphDefBuilder, value: Output, dims: Dims): Output {
  if (dims.length !== 4) return value;
  return sameOrder(dims)
    ? reshaped(graph, value, physicalDims(dims))
    : transposed(graph, value, channelsLast);
}

/** Whether the numbers lie in the same order either way: one channel, or one pixel. */
function sameOrder([, channels = 1, ...space]: Dims): boolean {
  return channels === 1 || sizeOf(space) === 1;
}

/** Sizes with axes of 1 before them, up to a rank. */
function padded(dims: Dims, rank: number): Dims {
  return [...Array.from({ length: rank - dims.length }, () => 1), ...dims];
}

/** A value so that TensorFlow broadcasts it as ONNX does. @param dims of the value. @param whole of what it is broadcast to. */
export function aligned(graph: GraphDefBuilder, value: Output, dims: Dims, whole: Dims): Output {
  if (whole.length !== 4 || dims.length === 4 || dims.length === 0) return value;
  const full = padded(dims, 4);
  return toPhysical(graph, reshaped(graph, value, full), full);
}

/** Sums a gradient over the axes along which its value was broadcast. @param whole sizes of the gradient. */
export function unbroadcast(graph: GraphDefBuilder, gradient: Output, whole: Dims, dims: Dims): Output {
  const full = padded(dims, whole.length);
  const axes = whole.flatMap((size, axis) =>
    full[axis] === 1 && size !== 1 ? [physicalAxis(axis, whole.length)] : [],
  );
  const sum = axes.length === 0 ? gradient : summed(graph, gradient, axes, true);
  if (dims.length === whole.length) return sum;
  return reshaped(graph, toLogical(graph, sum, full), dims);
}

export function summed(
  graph: GraphDefBuilder,
  value: Output,
  axes: readonly number[],
  keep: boolean,
): Output {
  return graph.op('Sum', [value, graph.ints(axes)], { keep_dims: { bool: keep } });
}
