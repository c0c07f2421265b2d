import { sizeOf } from '#host/onnx/tensor.ts';
import type { GradientRequest } from '../rule.ts';
import type { ConvShape } from '../../step/conv-shape.ts';
import { reduce, reshape } from './reduce.ts';

/**
 * The gradient of a convolution by its kernel: for each tap the product of `dy` with the input shifted by that tap.
 *
 * The padded input is split into its stride's phases, so every tap is a shift by whole rows and columns; `dy` is padded
 * with zeros to the same rows, so that a shift is one contiguous range of the flattened image. Stride, dilation and groups
 * all come down to this. Two choices are made by counting the numbers that would be copied: whether the photos of a batch
 * are laid side by side first (deep layers: small images, many channels), and whether the taps of narrow inputs are
 * stacked into one product.
 *
 * @returns [O, C/G, kh, kw].
 */
export function convWeightGradient(request: GradientRequest, shape: ConvShape): string {
  const { graph } = request;
  const { window, c, o, groups } = shape;
  const taps = sizeOf(window.kernel);
  const layout = layoutOf(shape);
  const phases = phasesOf(request, shape, layout);
  const slopes = padSlopes(request, shape, layout);
  const shifted = (tap: number): string => shiftedInput(request, shape, layout, phases, tap);
  const toKernel = (value: string): string => reshape(request, value, [o, c / groups, ...window.kernel]);
  if (taps === 1) return toKernel(product(request, layout, slopes, shifted(0)));
  const all = Array.from({ length: taps }, (_, tap) => tap);
  if (c / groups <= narrow) {
    const stacked = graph.node('Concat', all.map(shifted), { axis: { int: layout.rank - 2 } });
    const rows = reshape(request, product(request, layout, slopes, stacked), [o, taps, c / groups]);
    return toKernel(graph.node('Transpose', [rows], { perm: { ints: [0, 2, 1] } }));
  }
  const products = all.map((tap) => {
    const one = product(request, layout, slopes, shifted(tap));
    return reshape(request, one, [1, (o * c) / groups]);
  });
  const rows = graph.node('Concat', products, { axis: { int: 0 } });
  // A product with the unit matrix lays the taps side by side; Transpose does it number by number.
  const unit = Float32Array.from({ length: taps * taps }, (_, at) => (at % (taps + 1) === 0 ? 1 : 0));
  const transposed = graph.node('Gemm', [rows, graph.float('unit', [taps, taps], unit)], {
    transA: { int: 1 },
  });
  return toKernel(transposed);
}

/** Up to this many channels per group, a product per tap would be too small to be worth its overhead. */
const narrow = 16;

/** How images lie in memory while the kernel's gradient is computed. */
interface Layout {
  /** Photos side by side, [G, C/G, N * length], or one after another, [N, G, C/G, length]. */
  readonly merged: boolean;
  readonly rank: number;
  /** Rows and columns of one phase of the padded input. */
  readonly grid: readonly [number, number];
  /** Numbers per row of channels. */
  readonly total: number;
  /** Those of them that take part: up to the last that every tap can be shifted from. */
  readonly length: number;
}

function layoutOf({ window, n, c, o, groups }: ConvShape): Layout {
  const { kernel, strides, dilations, output } = window;
  const reach = (axis: 0 | 1): number => Math.floor(((kernel[axis] - 1) * dilations[axis]) / strides[axis]);
  const grid = [output[0] + reach(0), output[1] + reach(1)] as const;
  const pixels = sizeOf(grid);
  const perTap = ((o * c) / groups) * sizeOf(kernel);
  const merged = n > 1 && perTap > (o + c) * pixels;
  const last = reach(0) * grid[1] + reach(1);
  const total = merged ? n * pixels : pixels;
  return { merged, rank: merged ? 3 : 4, grid, total, length: total - last };
}

/** The padded input, split by the phases of the stride; flattened in the layout. */
function phasesOf(
  request: GradientRequest,
  { window, n, c, groups, space }: ConvShape,
  layout: Layout,
): string[] {
  const { graph, op } = request;
  const { strides, before } = window;
  const full = ([0, 1] as const).map((axis) => layout.grid[axis] * strides[axis]);
  const after = ([0, 1] as const).map((axis) => (full[axis] ?? 0) - space[axis] - before[axis]);
  const isWhole = [...before, ...after].every((pad) => pad === 0);
  // Negative pads cut away what no window reaches.
  const padded = isWhole ? op.input(0) : withBorder(request, op.input(0), [...before, ...after]);
  const count = strides[0] * strides[1];
  if (count === 1) return [laidOut(request, padded, [n, groups, c / groups], layout)];
  const split = reshape(request, padded, [n * c, layout.grid[0], strides[0], layout.grid[1], strides[1]]);
  const phased = graph.node('Transpose', [split], { perm: { ints: [2, 4, 0, 1, 3] } });
  const rows = reshape(request, phased, [count, n, c, ...layout.grid]);
  return Array.from({ length: count }, (_, phase) => {
    const [from, to] = [graph.ints('from', [phase]), graph.ints('to', [phase + 1])];
    const one = graph.node('Slice', [rows, from, to, graph.ints('axis', [0])]);
    return laidOut(request, one, [n, groups, c / groups], layout);
  });
}

/** `dy`, padded with zeros to the grid, cut to the layout's length. */
function padSlopes(request: GradientRequest, { window, n, o, groups }: ConvShape, layout: Layout): string {
  const { dy } = request;
  const { output } = window;
  const after = [layout.grid[0] - output[0], layout.grid[1] - output[1]];
  const padded = after.every((pad) => pad === 0) ? dy : withBorder(request, dy, [0, 0, ...after]);
  return range(request, laidOut(request, padded, [n, groups, o / groups], layout), layout, 0);
}

/** @param border zeros at the top, left, bottom, right. */
function withBorder({ graph }: GradientRequest, value: string, border: readonly number[]): string {
  return graph.node('Pad', [
    value,
    graph.ints('pads', [0, 0, ...border.slice(0, 2), 0, 0, ...border.slice(2)]),
  ]);
}

function laidOut(
  request: GradientRequest,
  value: string,
  [n, groups, channels]: readonly [number, number, number],
  { merged, grid }: Layout,
): string {
  const pixels = sizeOf(grid);
  if (!merged) return reshape(request, value, [n, groups, channels, pixels]);
  const images = reshape(request, value, [n, groups * channels, pixels]);
  const swapped = request.graph.node('Transpose', [images], { perm: { ints: [1, 0, 2] } });
  return reshape(request, swapped, [groups, channels, n * pixels]);
}

function shiftedInput(
  request: GradientRequest,
  { window }: ConvShape,
  layout: Layout,
  phases: readonly string[],
  tap: number,
): string {
  const { kernel, strides, dilations } = window;
  const at = [Math.floor(tap / kernel[1]) * dilations[0], (tap % kernel[1]) * dilations[1]] as const;
  const phase = (at[0] % strides[0]) * strides[1] + (at[1] % strides[1]);
  const shift = Math.floor(at[0] / strides[0]) * layout.grid[1] + Math.floor(at[1] / strides[1]);
  return range(request, phases[phase] ?? '', layout, shift);
}

/** `length` numbers of the last axis from a place on. */
function range(
  { graph }: GradientRequest,
  value: string,
  { length, rank, total }: Layout,
  from: number,
): string {
  if (length === total) return value;
  return graph.node('Slice', [
    value,
    graph.ints('from', [from]),
    graph.ints('to', [from + length]),
    graph.ints('axis', [rank - 1]),
  ]);
}

/** Rows of `dy` times rows of the input, summed over the batch: [G, O/G, rows of the input] and no axis of photos. */
function product(request: GradientRequest, { merged }: Layout, slopes: string, input: string): string {
  const { graph } = request;
  const perm = merged ? [0, 2, 1] : [0, 1, 3, 2];
  const columns = graph.node('Transpose', [input], { perm: { ints: perm } });
  const products = graph.node('MatMul', [slopes, columns]);
  return merged ? products : reduce(request, 'ReduceSum', products, [0]);
}
