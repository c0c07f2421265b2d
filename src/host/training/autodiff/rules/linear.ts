import type { Dims } from '../../step/operation.ts';
import type { GradientRule, Writing } from '../rule.ts';
import { unbroadcast } from './reduce.ts';

/** y = alpha * A' * B' + beta * C, where ' may transpose. */
export const gemm: GradientRule = (request) => {
  const { graph, op, dy, dims, wants } = request;
  const [a, b] = [op.input(0), op.input(1)];
  const turnedA = op.int('transA', 0) === 1;
  const turnedB = op.int('transB', 0) === 1;
  const product = (left: string, right: string, transA: boolean, transB: boolean): string =>
    graph.node('Gemm', [left, right], {
      alpha: { float: op.float('alpha', 1) },
      transA: { int: transA ? 1 : 0 },
      transB: { int: transB ? 1 : 0 },
    });
  const byA = (): string => (turnedA ? product(b, dy, turnedB, true) : product(dy, b, false, !turnedB));
  const byB = (): string => (turnedB ? product(dy, a, true, turnedA) : product(a, dy, !turnedA, false));
  const byC = (): string => {
    const sum = unbroadcast(request, dy, dims(op.output()), dims(op.input(2)));
    const beta = op.float('beta', 1);
    return beta === 1 ? sum : graph.node('Mul', [sum, graph.scalar('beta', beta)]);
  };
  return [
    wants(0) ? byA() : undefined,
    wants(1) ? byB() : undefined,
    op.has(2) && wants(2) ? byC() : undefined,
  ];
};

/** The product of the last two axes, broadcast over those before. */
export const matMul: GradientRule = (request) => {
  const { graph, op, dy, dims, wants } = request;
  const [a, b] = [op.input(0), op.input(1)];
  const whole = dims(op.output()).slice(0, -2);
  const summed = (gradient: string, to: Dims): string =>
    unbroadcast(request, gradient, [...whole, ...to.slice(-2)], to);
  return [
    wants(0) ? summed(graph.node('MatMul', [dy, transposed(request, b)]), dims(a)) : undefined,
    wants(1) ? summed(graph.node('MatMul', [transposed(request, a), dy]), dims(b)) : undefined,
  ];
};

/** The last two axes swapped; onnxruntime fuses this into the product that follows. */
function transposed({ graph, dims }: Pick<Writing, 'graph' | 'dims'>, value: string): string {
  const rank = dims(value).length;
  const lead = Array.from({ length: rank - 2 }, (_, axis) => axis);
  return graph.node('Transpose', [value], { perm: { ints: [...lead, rank - 1, rank - 2] } });
}
