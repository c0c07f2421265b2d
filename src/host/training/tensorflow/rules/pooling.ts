import { windowOf, windowShares } from '../../step/window.ts';
import { sizeOf } from '#host/onnx/tensor.ts';
import { physicalDims } from '../layout.ts';
import type { OperatorRule } from '../rule.ts';
import { sliding } from './window.ts';

/** A finite stand-in for minus infinity, as the built-in engine takes it. */
const lowest = -3e38;

/** The gradient goes to the first of the largest values, as in PyTorch. */
export const maxPool: OperatorRule = ({ graph, op, dims, input }) => {
  const window = windowOf(op, dims(op.input(0)).slice(2));
  if (window.dilations.some((step) => step !== 1))
    throw new RangeError('MaxPool with dilations is not supported by TensorFlow');
  const { from, attributes, cut } = sliding(graph, input(0), dims(op.input(0)), window, lowest);
  const pooling = { ...attributes, ksize: { ints: [1, ...window.kernel, 1] } };
  const output = graph.op('MaxPool', [from], pooling);
  return { output, gradients: (dy) => [cut(graph.op('MaxPoolGrad', [from, output, dy], pooling))] };
};

/** TensorFlow divides by the whole window; where ONNX leaves the padding out, the quotient is put right afterwards. */
export const averagePool: OperatorRule = ({ graph, op, dims, input }) => {
  const [, , ...space] = dims(op.input(0));
  const window = windowOf(op, space);
  const { from, fromDims, attributes, cut } = sliding(graph, input(0), dims(op.input(0)), window, 0);
  const pooling = { ...attributes, ksize: { ints: [1, ...window.kernel, 1] } };
  const pooled = graph.op('AvgPool', [from], pooling);
  // TensorFlow's own `SAME` leaves its border out of the average.
  const ownBorder = from === input(0);
  const counts = windowShares(window, space, op.int('count_include_pad', 0) === 1);
  const given = ownBorder ? windowShares(window, space, false) : undefined;
  const factors = counts.map((share, at) => share / (given?.[at] ?? 1 / sizeOf(window.kernel)));
  const isPlain = factors.every((factor) => Math.abs(factor - 1) < 1e-6);
  const factor = graph.float(factors, [1, ...window.output, 1]);
  return {
    output: isPlain ? pooled : graph.op('Mul', [pooled, factor]),
    gradients: (dy) => {
      const shared = isPlain ? dy : graph.op('Mul', [dy, factor]);
      return [cut(graph.op('AvgPoolGrad', [graph.ints(fromDims), shared], pooling))];
    },
  };
};

export const globalAveragePool: OperatorRule = ({ graph, op, dims, input }) => {
  const from = dims(op.input(0));
  const output = graph.op('Mean', [input(0), graph.ints([1, 2])], { keep_dims: { bool: true } });
  return {
    output,
    gradients: (dy) => {
      const share = graph.op('Mul', [dy, graph.float(1 / sizeOf(from.slice(2)))]);
      return [graph.op('BroadcastTo', [share, graph.ints(physicalDims(from))])];
    },
  };
};
