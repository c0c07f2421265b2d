import type { Dims } from '../../step/operation.ts';
import type { Output } from '../graph-def.ts';
import { physicalAxis, summed, toLogical, toPhysical, unbroadcast } from '../layout.ts';
import type { OperatorRule, Writing } from '../rule.ts';

/** y = alpha * A' * B' + beta * C, where ' may transpose. */
export const gemm: OperatorRule = ({ graph, op, dims, input, wants }) => {
  const [a, b] = [input(0), input(1)];
  const [turnedA, turnedB] = [op.int('transA', 0) === 1, op.int('transB', 0) === 1];
  const scaled = (value: Output, factor: number): Output =>
    factor === 1 ? value : graph.op('Mul', [value, graph.float(factor)]);
  const [alpha, beta] = [op.float('alpha', 1), op.float('beta', 1)];
  const product = (left: Output, right: Output, transA: boolean, transB: boolean): Output =>
    scaled(
      graph.op('MatMul', [left, right], { transpose_a: { bool: transA }, transpose_b: { bool: transB } }),
      alpha,
    );
  const y = product(a, b, turnedA, turnedB);
  return {
    output: op.has(2) ? graph.op('AddV2', [y, scaled(input(2), beta)]) : y,
    gradients: (dy) => [
      wants(0) ? (turnedA ? product(b, dy, turnedB, true) : product(dy, b, false, !turnedB)) : undefined,
      wants(1) ? (turnedB ? product(dy, a, true, turnedA) : product(a, dy, !turnedA, false)) : undefined,
      op.has(2) && wants(2)
        ? scaled(unbroadcast(graph, dy, dims(op.output()), dims(op.input(2))), beta)
        : undefined,
    ],
  };
};

/** The product of the last two axes, broadcast over those before. */
export const matMul: OperatorRule = ({ graph, op, dims, input, wants }) => {
  const [a, b] = [op.input(0), op.input(1)];
  const logical = (index: number): Output => toLogical(graph, input(index), dims(op.input(index)));
  const [left, right] = [logical(0), logical(1)];
  const whole = dims(op.output());
  const product = (x: Output, y: Output, adjX: boolean, adjY: boolean): Output =>
    graph.op('BatchMatMulV2', [x, y], { adj_x: { bool: adjX }, adj_y: { bool: adjY } });
  const back = (gradient: Output, to: Dims): Output => {
    const lead = [...whole.slice(0, -2), ...to.slice(-2)];
    return unbroadcast(graph, toPhysical(graph, gradient, lead), lead, to);
  };
  return {
    output: toPhysical(graph, product(left, right, false, false), whole),
    gradients: (dy) => {
      const slope = toLogical(graph, dy, whole);
      return [
        wants(0) ? back(product(slope, right, false, true), dims(a)) : undefined,
        wants(1) ? back(product(left, slope, true, false), dims(b)) : undefined,
      ];
    },
  };
};

/** dx = y * (dy - sum(dy * y)) along the axis. */
export const softmax: OperatorRule = (writing) => {
  const { graph, op, dims, input } = writing;
  const rank = dims(op.output()).length;
  const axis = physicalAxis((op.int('axis', -1) + rank) % rank, rank);
  const output = softmaxAlong(writing, input(0), axis, rank);
  return {
    output,
    gradients: (dy) => {
      const total = summed(graph, graph.op('Mul', [dy, output]), [axis], true);
      return [graph.op('Mul', [output, graph.op('Sub', [dy, total])])];
    },
  };
};

/** TensorFlow's own works along the last axis. */
function softmaxAlong({ graph }: Writing, x: Output, axis: number, rank: number): Output {
  if (axis === rank - 1) return graph.op('Softmax', [x]);
  const largest = graph.op('Max', [x, graph.ints([axis])], { keep_dims: { bool: true } });
  const powers = graph.op('Exp', [graph.op('Sub', [x, largest])]);
  return graph.op('RealDiv', [powers, summed(graph, powers, [axis], true)]);
}
