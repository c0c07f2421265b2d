import { sizeOf } from '#host/onnx/tensor.ts';
import type { Dims } from '../../step/operation.ts';
import { concatAxis, padsOf, reducedAxes } from '../../step/shapes.ts';
import type { GradientRule } from '../rule.ts';
import { reshape } from './reduce.ts';

/** Operators that only give the same numbers another shape: the gradient takes the old shape back. */
export const reshaping: GradientRule = (request) => [
  reshape(request, request.dy, request.dims(request.op.input(0))),
];

export const identity: GradientRule = ({ dy }) => [dy];

/** A border of constants: the gradient loses it again, by negative pads. */
export const pad: GradientRule = (request) => {
  const { graph, op, dy } = request;
  const cut = padsOf(op, request).map((size) => -size);
  return [graph.node('Pad', [dy, graph.ints('pads', cut)])];
};

export const reduceMean: GradientRule = (request) => {
  const { graph, op, dy, dims } = request;
  const from = dims(op.input(0));
  const axes = reducedAxes(op, request);
  const kept: Dims = from.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const count = sizeOf(from) / sizeOf(kept);
  const share = graph.node('Mul', [reshape(request, dy, kept), graph.scalar('share', 1 / count)]);
  return [graph.node('Expand', [share, graph.ints('shape', from)])];
};

export const concat: GradientRule = ({ graph, op, dy, dims, wants }) => {
  const axis = concatAxis(op, dims(op.output()).length);
  let start = 0;
  return op.inputs.map((input, index) => {
    const end = start + (dims(input)[axis] ?? 0);
    const range = [start, end] as const;
    start = end;
    if (!wants(index)) return undefined;
    const [from, to] = range.map((bound) => graph.ints('bound', [bound])) as [string, string];
    return graph.node('Slice', [dy, from, to, graph.ints('axis', [axis])]);
  });
};
