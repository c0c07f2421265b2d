import { sizeOf } from '#host/onnx/tensor.ts';
import { convShape } from './conv-shape.ts';
import type { Dims, Operation } from './operation.ts';
import { windowOf } from './window.ts';

/** What is known about values while a graph is read: sizes of all, contents of small constants. */
export interface Values {
  /** @throws RangeError for a value whose shape is not known. */
  readonly dims: (value: string) => Dims;
  /** A constant of integers (a shape, axes). @throws RangeError where it is computed while the graph runs. */
  readonly ints: (value: string) => readonly number[];
  /** A constant of one float. @throws RangeError where it is computed while the graph runs. */
  readonly scalar: (value: string) => number;
}

/** Shape of each output of an operator. @throws RangeError for a form of it that is not known. */
type Shapes = (op: Operation, values: Values) => readonly Dims[];

const same: Shapes = (op, values) => op.outputs.map(() => values.dims(op.input(0)));

const elementwise: Shapes = (op, values) => [broadcast(values.dims(op.input(0)), values.dims(op.input(1)))];

const pooled: Shapes = (op, values) => {
  const [n = 0, c = 0, ...space] = values.dims(op.input(0));
  const dims = [n, c, ...windowOf(op, space).output];
  return op.outputs.map(() => dims);
};

/** Shapes of the operators that can be trained through, by their ONNX names. */
export const shapes: Readonly<Record<string, Shapes>> = {
  Add: elementwise,
  AveragePool: pooled,
  BatchNormalization: same,
  Cast: same,
  Clip: same,
  Concat: (op, values) => {
    const parts = op.inputs.map((input) => values.dims(input));
    const [first = []] = parts;
    const along = concatAxis(op, first.length);
    const total = parts.reduce((sum, dims) => sum + (dims[along] ?? 0), 0);
    return [first.map((size, axis) => (axis === along ? total : size))];
  },
  Conv: (op, values) => {
    const { n, o, window } = convShape(op, values.dims(op.input(0)), values.dims(op.input(1)));
    return [[n, o, ...window.output]];
  },
  Div: elementwise,
  Dropout: same,
  Flatten: (op, values) => {
    const dims = values.dims(op.input(0));
    const axis = op.int('axis', 1);
    const at = axis < 0 ? axis + dims.length : axis;
    return [[sizeOf(dims.slice(0, at)), sizeOf(dims.slice(at))]];
  },
  Gemm: (op, values) => {
    const [rows] = flippedIf(op.int('transA', 0) === 1, values.dims(op.input(0)));
    const [, columns] = flippedIf(op.int('transB', 0) === 1, values.dims(op.input(1)));
    return [[rows, columns]];
  },
  GlobalAveragePool: (op, values) => {
    const [n = 0, c = 0, ...space] = values.dims(op.input(0));
    return [[n, c, ...space.map(() => 1)]];
  },
  HardSwish: same,
  Identity: same,
  // Vectors (one axis) are not taken.
  MatMul: (op, values) => {
    const [a, b] = [values.dims(op.input(0)), values.dims(op.input(1))];
    if (a.length < 2 || b.length < 2) throw new RangeError('MatMul of a vector is not supported');
    return [[...broadcast(a.slice(0, -2), b.slice(0, -2)), a.at(-2) ?? 1, b.at(-1) ?? 1]];
  },
  MaxPool: pooled,
  Mul: elementwise,
  Pad: (op, values) => {
    const dims = values.dims(op.input(0));
    const pads = padsOf(op, values);
    return [dims.map((size, axis) => size + (pads[axis] ?? 0) + (pads[axis + dims.length] ?? 0))];
  },
  ReduceMean: (op, values) => {
    const axes = reducedAxes(op, values);
    const kept = values.dims(op.input(0)).map((size, axis) => (axes.includes(axis) ? 1 : size));
    return [op.int('keepdims', 1) === 1 ? kept : kept.filter((_, axis) => !axes.includes(axis))];
  },
  Relu: same,
  // 0 keeps a size, -1 takes what is left.
  Reshape: (op, values) => {
    const dims = values.dims(op.input(0));
    const asked = values.ints(op.input(1)).map((size, axis) => (size === 0 ? (dims[axis] ?? 0) : size));
    const known = sizeOf(asked.filter((size) => size !== -1));
    return [asked.map((size) => (size === -1 ? sizeOf(dims) / known : size))];
  },
  Sigmoid: same,
  Softmax: same,
  Sub: elementwise,
};

function flippedIf(flip: boolean, [rows = 1, columns = 1]: Dims): [number, number] {
  return flip ? [columns, rows] : [rows, columns];
}

/** The axis along which Concat joins, from 0. */
export function concatAxis(op: Operation, rank: number): number {
  return (op.int('axis', 0) + rank) % rank;
}

/** Pad's sizes: before each axis, then after each. @throws RangeError where it pads with values of the image itself. */
export function padsOf(op: Operation, values: Values): readonly number[] {
  if (op.text('mode', 'constant') !== 'constant') {
    throw new RangeError('Pad with values of the image itself is not supported');
  }
  return values.ints(op.input(1));
}

/** The axes of a reduction: an input since operator set 18, an attribute before; all where none are named. */
export function reducedAxes(op: Operation, values: Values): readonly number[] {
  const rank = values.dims(op.input(0)).length;
  const all = Array.from({ length: rank }, (_, axis) => axis);
  const axes = op.has(1) ? values.ints(op.input(1)) : op.ints('axes', all);
  return axes.map((axis) => (axis + rank) % rank);
}

/** Numpy's broadcasting of two shapes. @throws RangeError where they do not fit. */
function broadcast(a: Dims, b: Dims): Dims {
  const length = Math.max(a.length, b.length);
  return Array.from({ length }, (_, axis) => {
    const left = a[axis - length + a.length] ?? 1;
    const right = b[axis - length + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1) {
      throw new RangeError(`the shapes [${a.join(', ')}] and [${b.join(', ')}] do not fit together`);
    }
    return Math.max(left, right);
  });
}
