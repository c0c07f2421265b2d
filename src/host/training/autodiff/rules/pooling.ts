import { sizeOf } from '#host/onnx/tensor.ts';
import { windowOf, windowShares } from '../../step/window.ts';
import type { GradientRequest, GradientRule } from '../rule.ts';
import { reshape } from './reduce.ts';
import { transposedAttributes, windowAttributes } from './window-attributes.ts';

export const globalAveragePool: GradientRule = ({ graph, op, dy, dims }) => {
  const from = dims(op.input(0));
  const share = graph.scalar('share', 1 / sizeOf(from.slice(2)));
  return [graph.node('Expand', [graph.node('Mul', [dy, share]), graph.ints('shape', from)])];
};

/** Each output's gradient goes in equal shares to the values that were averaged. */
export const averagePool: GradientRule = ({ graph, op, dy, dims }) => {
  const [, channels = 1, ...space] = dims(op.input(0));
  const window = windowOf(op, space);
  const countsPads = op.int('count_include_pad', 0) === 1;
  const counts = graph.float('shares', [1, 1, ...window.output], windowShares(window, space, countsPads));
  const ones = new Float32Array(channels * sizeOf(window.kernel)).fill(1);
  const spread = graph.float('ones', [channels, 1, ...window.kernel], ones);
  const share = graph.node('Mul', [dy, counts]);
  return [graph.node('ConvTranspose', [share, spread], transposedAttributes(window, space, channels))];
};

/** The gradient goes to the first of the largest values, as in PyTorch. */
export const maxPool: GradientRule = (request) => [
  request.portable || request.opset < scatterAdds ? byComparison(request) : byIndices(request),
];

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
