import type { GradientRequest, GradientRule, InputGradients } from '../rule.ts';
import { unbroadcast } from './reduce.ts';

/** The gradients of a two-sided operator, each summed over the axes along which its side was broadcast. */
function bothSides(request: GradientRequest, sides: readonly (() => string)[]): InputGradients {
  const { op, dims } = request;
  const whole = dims(op.output());
  return sides.map((side, input) =>
    request.wants(input) ? unbroadcast(request, side(), whole, dims(op.input(input))) : undefined,
  );
}

export const add: GradientRule = (request) => bothSides(request, [() => request.dy, () => request.dy]);

export const subtract: GradientRule = (request) =>
  bothSides(request, [() => request.dy, () => request.graph.node('Neg', [request.dy])]);

export const multiply: GradientRule = (request) => {
  const { graph, op, dy } = request;
  return bothSides(request, [
    () => graph.node('Mul', [dy, op.input(1)]),
    () => graph.node('Mul', [dy, op.input(0)]),
  ]);
};

export const divide: GradientRule = (request) => {
  const { graph, op, dy } = request;
  const byDividend = (): string => graph.node('Div', [dy, op.input(1)]);
  return bothSides(request, [
    byDividend,
    () =>
      graph.node('Neg', [graph.node('Mul', [byDividend(), graph.node('Div', [op.input(0), op.input(1)])])]),
  ]);
};
