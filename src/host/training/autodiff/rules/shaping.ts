import { sizeOf } from '#host/onnx/tensor.ts';
import type { Dims, Operation } from '../operation.ts';
import type { OperatorRule, Values } from '../rule.ts';
import { reshape } from './reduce.ts';

/** Operators that only give the same numbers another shape: the gradient takes the old shape back. */
function reshaping(shapes: OperatorRule['shapes']): OperatorRule {
  return {
    shapes,
    gradient: (request) => [reshape(request, request.dy, request.dims(request.op.input(0)))],
  };
}

export const identity: OperatorRule = {
  shapes: (op, values) => [values.dims(op.input(0))],
  gradient: ({ dy }) => [dy],
};

/** A border of constants: the gradient loses it again, by negative pads. */
export const pad: OperatorRule = {
  shapes: (op, values) => {
    const dims = values.dims(op.input(0));
    const pads = padsOf(op, values);
    return [dims.map((size, axis) => size + (pads[axis] ?? 0) + (pads[axis + dims.length] ?? 0))];
  },
  gradient: (request) => {
    const { graph, op, dy } = request;
    const cut = padsOf(op, request).map((size) => -size);
    return [graph.node('Pad', [dy, graph.ints('pads', cut)])];
  },
};

function padsOf(op: Operation, values: Values): readonly number[] {
  if (op.text('mode', 'constant') !== 'constant') {
    throw new RangeError('Pad with values of the image itself is not supported');
  }
  return values.ints(op.input(1));
}

export const flatten = reshaping((op, values) => {
  const dims = values.dims(op.input(0));
  const axis = op.int('axis', 1);
  const at = axis < 0 ? axis + dims.length : axis;
  return [[sizeOf(dims.slice(0, at)), sizeOf(dims.slice(at))]];
});

/** 0 keeps a size, -1 takes what is left. */
export const reshapeRule = reshaping((op, values) => {
  const dims = values.dims(op.input(0));
  const asked = values.ints(op.input(1)).map((size, axis) => (size === 0 ? (dims[axis] ?? 0) : size));
  const known = sizeOf(asked.filter((size) => size !== -1));
  return [asked.map((size) => (size === -1 ? sizeOf(dims) / known : size))];
});

/** The axes of a reduction: an input since operator set 18, an attribute before; all where none are named. */
function reducedAxes(op: Operation, values: Values): readonly number[] {
  const rank = values.dims(op.input(0)).length;
  const all = Array.from({ length: rank }, (_, axis) => axis);
  const axes = op.has(1) ? values.ints(op.input(1)) : op.ints('axes', all);
  return axes.map((axis) => (axis + rank) % rank);
}

export const reduceMean: OperatorRule = {
  shapes: (op, values) => {
    const axes = reducedAxes(op, values);
    const kept = values.dims(op.input(0)).map((size, axis) => (axes.includes(axis) ? 1 : size));
    return [op.int('keepdims', 1) === 1 ? kept : kept.filter((_, axis) => !axes.includes(axis))];
  },
  gradient: (request) => {
    const { graph, op, dy, dims } = request;
    const from = dims(op.input(0));
    const axes = reducedAxes(op, request);
    const kept: Dims = from.map((size, axis) => (axes.includes(axis) ? 1 : size));
    const count = sizeOf(from) / sizeOf(kept);
    const share = graph.node('Mul', [reshape(request, dy, kept), graph.scalar('share', 1 / count)]);
    return [graph.node('Expand', [share, graph.ints('shape', from)])];
  },
};

export const concat: OperatorRule = {
  shapes: (op, values) => {
    const parts = op.inputs.map((input) => values.dims(input));
    const [first = []] = parts;
    const along = (op.int('axis', 0) + first.length) % first.length;
    const total = parts.reduce((sum, dims) => sum + (dims[along] ?? 0), 0);
    return [first.map((size, axis) => (axis === along ? total : size))];
  },
  gradient: ({ graph, op, dy, dims, wants }) => {
    const rank = dims(op.output()).length;
    const axis = (op.int('axis', 0) + rank) % rank;
    let start = 0;
    return op.inputs.map((input, index) => {
      const end = start + (dims(input)[axis] ?? 0);
      const range = [start, end] as const;
      start = end;
      if (!wants(index)) return undefined;
      const [from, to] = range.map((bound) => graph.ints('bound', [bound])) as [string, string];
      return graph.node('Slice', [dy, from, to, graph.ints('axis', [axis])]);
    });
  },
};
