import { sizeOf } from '#host/onnx/tensor.ts';
import type { Dims, Operation } from '../operation.ts';
import type { GradientRequest, OperatorRule, Values } from '../rule.ts';
import { reshape } from './reduce.ts';
import { type Window, transposedAttributes, windowAttributes, windowOf } from './window.ts';

function pooled(op: Operation, values: Values): readonly Dims[] {
  const [n = 0, c = 0, ...space] = values.dims(op.input(0));
  const dims = [n, c, ...windowOf(op, space).output];
  return op.outputs.map(() => dims);
}

export const globalAveragePool: OperatorRule = {
  shapes: (op, values) => {
    const [n = 0, c = 0, ...space] = values.dims(op.input(0));
    return [[n, c, ...space.map(() => 1)]];
  },
  gradient: ({ graph, op, dy, dims }) => {
    const from = dims(op.input(0));
    const share = graph.scalar('share', 1 / sizeOf(from.slice(2)));
    return [graph.node('Expand', [graph.node('Mul', [dy, share]), graph.ints('shape', from)])];
  },
};

/** Each output's gradient goes in equal shares to the values that were averaged. */
export const averagePool: OperatorRule = {
  shapes: pooled,
  gradient: ({ graph, op, dy, dims }) => {
    const [, channels = 1, ...space] = dims(op.input(0));
    const window = windowOf(op, space);
    const countsPads = op.int('count_include_pad', 0) === 1;
    const counts = graph.float('shares', [1, 1, ...window.output], shares(window, space, countsPads));
    const ones = new Float32Array(channels * sizeOf(window.kernel)).fill(1);
    const spread = graph.float('ones', [channels, 1, ...window.kernel], ones);
    const share = graph.node('Mul', [dy, counts]);
    return [graph.node('ConvTranspose', [share, spread], transposedAttributes(window, space, channels))];
  },
};

/** One over the number of values in each window, with the padding or without. */
function shares(
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

/** The gradient goes to the first of the largest values, as in PyTorch. */
export const maxPool: OperatorRule = {
  shapes: pooled,
  gradient: (request) => [
    request.portable || request.opset < scatterAdds ? byComparison(request) : byIndices(request),
  ],
};

/** Operator set since which ScatterElements can add. */
const scatterAdds = 16;

/** Asks the operator itself where the largest values were. */
function byIndices(request: GradientRequest): string {
  const { graph, op, dy, dims } = request;
  const from = dims(op.input(0));
  const attributes = windowAttributes(windowOf(op, from.slice(2)));
  const [, indices = ''] = graph.nodes('MaxPool', [op.input(0)], 2, attributes);
  const nothing = graph.node('Expand', [graph.scalar('zero', 0), graph.ints('shape', [sizeOf(from)])]);
  const line = (value: string): string => reshape(request, value, [-1]);
  const scattered = graph.node('ScatterElements', [nothing, line(indices), line(dy)], {
    axis: { int: 0 },
    reduction: { string: 'add' },
  });
  return reshape(request, scattered, from);
}

/** Compares every place of the window with the largest value; the first that equals it takes the gradient. */
function byComparison(request: GradientRequest): string {
  const { graph, op, dy, dims } = request;
  const [n = 0, c = 0, ...space] = dims(op.input(0));
  const window = windowOf(op, space);
  const { kernel, strides, dilations, before, after, output } = window;
  const pads = graph.ints('pads', [0, 0, ...before, 0, 0, ...after]);
  // A finite stand-in for minus infinity: shaders need not know infinities.
  const padded = graph.node('Pad', [op.input(0), pads, graph.scalar('lowest', -3.0e38)]);
  const axes = graph.ints('axes', [2, 3]);
  const steps = graph.ints('steps', strides);
  const taps = Array.from({ length: sizeOf(kernel) }, (_, tap) => {
    const start = [Math.floor(tap / kernel[1]) * dilations[0], (tap % kernel[1]) * dilations[1]] as const;
    const end = ([0, 1] as const).map((axis) => start[axis] + (output[axis] - 1) * strides[axis] + 1);
    return graph.node('Slice', [padded, graph.ints('start', start), graph.ints('end', end), axes, steps]);
  });
  let left = dy;
  const zero = graph.scalar('zero', 0);
  const parts = taps.map((tap) => {
    const isLargest = graph.node('Equal', [tap, op.output()]);
    const part = graph.node('Where', [isLargest, left, zero]);
    left = graph.node('Where', [isLargest, zero, left]);
    return reshape(request, part, [n, c, 1, ...output]);
  });
  const stacked = reshape(request, graph.node('Concat', parts, { axis: { int: 2 } }), [
    n,
    c * taps.length,
    ...output,
  ]);
  const oneHot = new Float32Array(c * taps.length * taps.length);
  for (let row = 0; row < c * taps.length; row += 1) oneHot[row * taps.length + (row % taps.length)] = 1;
  const placed = graph.float('places', [c * taps.length, 1, ...kernel], oneHot);
  return graph.node('ConvTranspose', [stacked, placed], transposedAttributes(window, space, c));
}
