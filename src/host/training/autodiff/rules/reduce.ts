import type { Dims } from '../../step/operation.ts';
import type { Writing } from '../rule.ts';

type Place = Pick<Writing, 'graph' | 'opset'>;
type Reduction = 'ReduceSum' | 'ReduceMean' | 'ReduceSumSquare';

/** Operator set from which on this reduction takes its axes as an input. */
const axesAsInput: Record<Reduction, number> = { ReduceSum: 13, ReduceMean: 18, ReduceSumSquare: 18 };

/** A reduction over axes, in the form that the graph's operator set has. */
export function reduce(
  { graph, opset }: Place,
  operator: Reduction,
  value: string,
  axes: readonly number[],
  keepdims = false,
): string {
  const keep = { keepdims: { int: keepdims ? 1 : 0 } };
  return opset >= axesAsInput[operator]
    ? graph.node(operator, [value, graph.ints('axes', axes)], keep)
    : graph.node(operator, [value], { axes: { ints: axes }, ...keep });
}

/** Sums a gradient over the axes along which its value was broadcast. */
export function unbroadcast(place: Place, gradient: string, from: Dims, to: Dims): string {
  const lead = from.length - to.length;
  const axes = from.flatMap((size, axis) =>
    axis < lead || (to[axis - lead] === 1 && size !== 1) ? [axis] : [],
  );
  if (axes.length === 0) return gradient;
  return reshape(place, reduce(place, 'ReduceSum', gradient, axes), to);
}

export function reshape({ graph }: Place, value: string, dims: Dims): string {
  return graph.node('Reshape', [value, graph.ints('shape', dims)]);
}
