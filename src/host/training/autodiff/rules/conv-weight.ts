import type { GradientRequest } from '../rule.ts';
import type { ConvShape } from '../../step/conv-shape.ts';
import { reduce, reshape } from './reduce.ts';

/**
 * The gradient of a convolution by its kernel: for each tap the product of `dy` with the input shifted by that tap, all taps
 * in one matrix product.
 *
 * A shift by columns is made on the input, for each column of the kernel. A shift by rows is made on whichever side copies
 * fewer numbers: on the input, where a stride leaves rows out or the input is narrow, else on `dy`, the other way round. So
 * a kernel of 3 x 3 costs three copies of either side instead of nine of one. In deep layers (small images, many channels)
 * the photos of a batch are laid side by side before the product, so that it need not be summed over them.
 *
 * @returns [O, C/G, kh, kw].
 */
export function convWeightGradient(request: GradientRequest, shape: ConvShape): string {
  const { graph, dy } = request;
  const { window, n, c, o, groups } = shape;
  const [rows, columns] = window.kernel;
  const onInput = window.strides[0] > 1 || c * columns <= o;
  const input = columnShifts(request, shape, onInput);
  const [xs, slopes] = onInput ? [inputRows(request, shape, input), dy] : [input, slopeRows(request, shape)];
  const x = { value: xs, channels: c * columns * (onInput ? rows : 1) };
  const y = { value: slopes, channels: o * (onInput ? 1 : rows) };
  const pixels = (onInput ? window.output[0] : shape.space[0]) * window.output[1];
  const merged = n > 1 && (x.channels * y.channels) / groups > (x.channels + y.channels) * pixels;
  const laidOut = ({ value, channels }: typeof x): string => {
    if (!merged) return reshape(request, value, [n, groups, channels / groups, pixels]);
    const images = reshape(request, value, [n, channels, pixels]);
    const swapped = graph.node('Transpose', [images], { perm: { ints: [1, 0, 2] } });
    return reshape(request, swapped, [groups, channels / groups, n * pixels]);
  };
  const perm = merged ? [0, 2, 1] : [0, 1, 3, 2];
  const across = graph.node('Transpose', [laidOut(x)], { perm: { ints: perm } });
  const products = graph.node('MatMul', [laidOut(y), across]);
  const summed = merged ? products : reduce(request, 'ReduceSum', products, [0]);
  return inKernelOrder(request, shape, summed, onInput);
}

/** [O, taps on `dy`, taps on the input's columns, C/G, taps on its rows] to the kernel's own order. */
function inKernelOrder(
  request: GradientRequest,
  { window, c, o, groups }: ConvShape,
  value: string,
  onInput: boolean,
): string {
  const [rows, columns] = window.kernel;
  const outer = onInput ? columns : rows * columns;
  const inner = (c / groups) * (onInput ? rows : 1);
  const final = [o, c / groups, rows, columns];
  if (outer === 1 || inner === 1) return reshape(request, value, final);
  const listed = reshape(request, value, [o, outer, inner]);
  return reshape(request, request.graph.node('Transpose', [listed], { perm: { ints: [0, 2, 1] } }), final);
}

/**
 * The input, shifted by each column of the kernel: [N, kw * C, H', output columns], where the channels of a group lie
 * together, shift by shift. H' are the rows of the input, or where they are shifted too those of the padded input.
 */
function columnShifts(request: GradientRequest, shape: ConvShape, withRows: boolean): string {
  const { graph } = request;
  const { window, n, c, groups } = shape;
  const [, columns] = window.kernel;
  const border = withRows ? rowBorder(shape) : ([0, 0] as const);
  const shifts = window.strides[1] > 1 ? stridedShifts : evenShifts;
  const shifted = shifts(request, shape, border);
  const parts = Array.from({ length: columns }, (_, tap) => shifted(tap));
  const [first = ''] = parts;
  if (parts.length === 1) return first;
  if (groups === 1) return graph.node('Concat', parts, { axis: { int: 1 } });
  const grouped = parts.map((part) => reshape(request, part, [n, groups, c / groups, -1]));
  const rows = reshape(request, graph.node('Concat', grouped, { axis: { int: 2 } }), [
    n,
    c * columns,
    -1,
    window.output[1],
  ]);
  return rows;
}

/** Rows above and below the input so that every tap of the kernel finds its row. */
function rowBorder({ window, space }: ConvShape): [number, number] {
  const { kernel, strides, dilations, before, output } = window;
  const last = (output[0] - 1) * strides[0] + (kernel[0] - 1) * dilations[0];
  return [before[0], Math.max(0, last + 1 - before[0] - space[0])];
}

function evenShifts(
  request: GradientRequest,
  { window, space }: ConvShape,
  [top, bottom]: readonly [number, number],
): (tap: number) => string {
  return (tap) => {
    const left = window.before[1] - tap * window.dilations[1];
    const right = window.output[1] - space[1] - left;
    return withBorder(request, request.op.input(0), [top, left, bottom, right], space);
  };
}

/** With a stride, a shift is a range of every second column (third, ...). */
function stridedShifts(
  request: GradientRequest,
  { window, space }: ConvShape,
  [top, bottom]: readonly [number, number],
): (tap: number) => string {
  const { graph, op } = request;
  const { kernel, dilations, before, output } = window;
  const stride = window.strides[1];
  const reach = Math.floor(((kernel[1] - 1) * dilations[1]) / stride);
  const width = (output[1] + reach) * stride;
  const right = width - space[1] - before[1];
  const padded = withBorder(request, op.input(0), [top, before[1], bottom, right], space);
  const slice = (value: string, from: number, to: number, step: number): string =>
    graph.node('Slice', [value, ...[from, to, 3, step].map((one) => graph.ints('range', [one]))]);
  const phases = new Map<number, string>();
  return (tap) => {
    const [shift, phase] = [Math.floor((tap * dilations[1]) / stride), (tap * dilations[1]) % stride];
    const columns = phases.get(phase) ?? slice(padded, phase, width, stride);
    phases.set(phase, columns);
    return reach === 0 ? columns : slice(columns, shift, shift + output[1], 1);
  };
}

/** The shifted input's rows, tap by tap: [N, channels, kh * output rows, columns]. */
function inputRows(request: GradientRequest, { window }: ConvShape, value: string): string {
  const { kernel, strides, dilations, output } = window;
  const rows = Array.from({ length: kernel[0] * output[0] }, (_, at) => {
    const tap = Math.floor(at / output[0]);
    return (at % output[0]) * strides[0] + tap * dilations[0];
  });
  return request.graph.node('Gather', [value, request.graph.ints('rows', rows)], { axis: { int: 2 } });
}

/** `dy` for each row of the kernel, shifted so that it meets the input's rows as they are: [N, O, kh * rows, columns]. */
function slopeRows(request: GradientRequest, { window, space }: ConvShape): string {
  const { graph, dy } = request;
  const { kernel, dilations, before, output } = window;
  if (kernel[0] === 1 && before[0] === 0 && output[0] === space[0]) return dy;
  const above = Math.max(0, (kernel[0] - 1) * dilations[0] - before[0]);
  const below = Math.max(0, space[0] + before[0] - output[0]);
  const padded = withBorder(request, dy, [above, 0, below, 0], output);
  const rows = Array.from({ length: kernel[0] * space[0] }, (_, at) => {
    const tap = Math.floor(at / space[0]);
    return above + (at % space[0]) - tap * dilations[0] + before[0];
  });
  return graph.node('Gather', [padded, graph.ints('rows', rows)], { axis: { int: 2 } });
}

/**
 * @param border zeros at the top, left, bottom, right; negative numbers cut away.
 * @param space rows and columns of the value.
 */
function withBorder(
  { graph }: GradientRequest,
  value: string,
  border: readonly [number, number, number, number],
  space: readonly [number, number],
): string {
  if (border.every((size) => size === 0)) return value;
  const pad = (of: string, [top = 0, left = 0, bottom = 0, right = 0]: readonly number[]): string =>
    graph.node('Pad', [of, graph.ints('pads', [0, 0, top, left, 0, 0, bottom, right])]);
  const cutsAll = border.some((size, side) => -size >= (space[side % 2] ?? 0));
  if (!cutsAll) return pad(value, border);
  // What is cut away goes beyond the value, into its border.
  const grown = pad(
    value,
    border.map((size) => Math.max(0, size)),
  );
  return pad(
    grown,
    border.map((size) => Math.min(0, size)),
  );
}
