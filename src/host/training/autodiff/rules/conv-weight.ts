import { sizeOf } from '#host/onnx/tensor.ts';
import type { GradientRequest } from '../rule.ts';
import type { ConvShape } from '../../step/conv-shape.ts';
import { reduce, reshape } from './reduce.ts';

/**
 * The gradient of a convolution by its kernel: for each tap the product of `dy` with the input shifted by that tap, all taps
 * in one matrix product.
 *
 * A shift by columns is made on the input. A shift by rows is made on whichever side copies fewer numbers: on `dy`, the other
 * way round, so that a kernel of 3 x 3 costs three copies of either side instead of nine of one; or on the input too, where a
 * stride leaves rows out or the input is narrow. In deep layers (small images, many channels) the photos of a batch are laid
 * side by side before the product, so that it need not be summed over them.
 *
 * Written with operators that run in all threads of a processor, where there are such: Gather and Concat rather than Slice
 * and Pad.
 *
 * @returns [O, C/G, kh, kw].
 */
export function convWeightGradient(request: GradientRequest, shape: ConvShape): string {
  const { window, c, o } = shape;
  const onInput = window.strides.some((stride) => stride > 1) || c * window.kernel[1] <= o;
  return onInput ? byPatches(request, shape) : byShifts(request, shape);
}

/** All shifts on the input. */
function byPatches(request: GradientRequest, shape: ConvShape): string {
  const { window, c, o, groups } = shape;
  const taps = sizeOf(window.kernel);
  const patches = { value: patchesOf(request, shape), channels: c * taps };
  const slopes = { value: request.dy, channels: o };
  const summed = product(request, shape, slopes, patches, sizeOf(window.output));
  return reshape(request, summed, [o, c / groups, ...window.kernel]);
}

/** Shifts by columns on the input, by rows on `dy`. */
function byShifts(request: GradientRequest, shape: ConvShape): string {
  const { window, c, o, groups, space } = shape;
  const [rows, columns] = window.kernel;
  const shifted = { value: columnShifts(request, shape), channels: c * columns };
  const slopes = { value: slopeRows(request, shape), channels: o * rows };
  const summed = product(request, shape, slopes, shifted, space[0] * window.output[1]);
  const perTap = reshape(request, summed, [o, rows * columns, c / groups]);
  const inOrder = request.graph.node('Transpose', [perTap], { perm: { ints: [0, 2, 1] } });
  return reshape(request, inOrder, [o, c / groups, rows, columns]);
}

/** Images of a batch, [N, channels, rows, columns]. */
interface Images {
  readonly value: string;
  readonly channels: number;
}

/** Rows of `dy` times rows of the input, summed over the batch: [G, rows of `dy` / G, rows of the input / G]. */
function product(
  request: GradientRequest,
  { n, groups }: ConvShape,
  dy: Images,
  x: Images,
  pixels: number,
): string {
  const { graph } = request;
  const merged = n > 1 && (x.channels * dy.channels) / groups > (x.channels + dy.channels) * pixels;
  const laidOut = ({ value, channels }: Images): string => {
    if (!merged) return reshape(request, value, [n, groups, channels / groups, pixels]);
    const images = reshape(request, value, [n, channels, pixels]);
    const swapped = graph.node('Transpose', [images], { perm: { ints: [1, 0, 2] } });
    return reshape(request, swapped, [groups, channels / groups, n * pixels]);
  };
  const perm = merged ? [0, 2, 1] : [0, 1, 3, 2];
  const across = graph.node('Transpose', [laidOut(x)], { perm: { ints: perm } });
  const products = graph.node('MatMul', [laidOut(dy), across]);
  return merged ? products : reduce(request, 'ReduceSum', products, [0]);
}

/** What the window sees at each place of the output, tap by tap: [N, C * kh * kw, output rows, output columns]. */
function patchesOf(request: GradientRequest, { window, n, c, space }: ConvShape): string {
  const { graph, op } = request;
  const { kernel, strides, dilations, before, after, output } = window;
  const rows = Array.from({ length: kernel[0] * output[0] }, (_, at) => {
    const tap = Math.floor(at / output[0]);
    return (at % output[0]) * strides[0] + tap * dilations[0] - before[0];
  });
  const value = gathered(request, op.input(0), [n, c, ...space], rows);
  const isPlain = kernel[1] === 1 && strides[1] === 1 && before[1] === 0 && after[1] === 0;
  if (isPlain) return value;
  // A convolution with unit kernels picks the columns, in all threads.
  const channels = c * kernel[0];
  const images = reshape(request, value, [n, channels, output[0], space[1]]);
  const unit = Float32Array.from({ length: channels * kernel[1] ** 2 }, (_, at) =>
    Math.floor(at / kernel[1]) % kernel[1] === at % kernel[1] ? 1 : 0,
  );
  const taps = graph.float('taps', [channels * kernel[1], 1, 1, kernel[1]], unit);
  return graph.node('Conv', [images, taps], {
    kernel_shape: { ints: [1, kernel[1]] },
    strides: { ints: [1, strides[1]] },
    dilations: { ints: [1, dilations[1]] },
    pads: { ints: [0, before[1], 0, after[1]] },
    group: { int: channels },
  });
}

/**
 * The input, shifted by each column of the kernel: [N, kw * C, rows, output columns], where the channels of a group lie
 * together, shift by shift.
 */
function columnShifts(request: GradientRequest, { window, n, c, groups, space }: ConvShape): string {
  const { graph, op } = request;
  const [, columns] = window.kernel;
  const parts = Array.from({ length: columns }, (_, tap) => {
    const left = window.before[1] - tap * window.dilations[1];
    return moved(request, op.input(0), left, window.output[1] - space[1] - left, space[1]);
  });
  const [first = ''] = parts;
  if (parts.length === 1) return first;
  if (groups === 1) return graph.node('Concat', parts, { axis: { int: 1 } });
  const dims = [n, groups, c / groups, space[0], window.output[1]];
  const grouped = parts.map((part) => reshape(request, part, dims));
  const all = graph.node('Concat', grouped, { axis: { int: 2 } });
  return reshape(request, all, [n, c * columns, space[0], window.output[1]]);
}

/** `dy` for each row of the kernel, shifted so that it meets the input's rows as they are: [N, O, kh * rows, columns]. */
function slopeRows(request: GradientRequest, { window, n, o, space }: ConvShape): string {
  const { kernel, dilations, before, output } = window;
  const rows = Array.from({ length: kernel[0] * space[0] }, (_, at) => {
    const tap = Math.floor(at / space[0]);
    return (at % space[0]) - tap * dilations[0] + before[0];
  });
  return gathered(request, request.dy, [n, o, ...output], rows);
}

/** The named rows of images, a row of zeros for each that they do not have. @param dims of the images. */
function gathered(
  request: GradientRequest,
  value: string,
  [n = 0, channels = 0, height = 0, width = 0]: readonly number[],
  rows: readonly number[],
): string {
  const { graph } = request;
  if (rows.length === height && rows.every((row, at) => row === at)) return value;
  const isThere = (row: number): boolean => row >= 0 && row < height;
  const zeros = (): string =>
    graph.float('zeros', [n, channels, 1, width], new Float32Array(n * channels * width));
  const source = rows.every(isThere) ? value : graph.node('Concat', [value, zeros()], { axis: { int: 2 } });
  const places = rows.map((row) => (isThere(row) ? row : height));
  return graph.node('Gather', [source, graph.ints('rows', places)], { axis: { int: 2 } });
}

/** Images with columns of zeros at the left and the right; negative numbers of them cut away. */
function moved(
  { graph }: GradientRequest,
  value: string,
  left: number,
  right: number,
  width: number,
): string {
  if (left === 0 && right === 0) return value;
  const pad = (of: string, from: number, to: number): string =>
    graph.node('Pad', [of, graph.ints('pads', [0, 0, 0, from, 0, 0, 0, to])]);
  if (Math.min(left, right) > -width) return pad(value, left, right);
  // What is cut away goes beyond the images, into their border.
  return pad(pad(value, Math.max(0, left), Math.max(0, right)), Math.min(0, left), Math.min(0, right));
}
