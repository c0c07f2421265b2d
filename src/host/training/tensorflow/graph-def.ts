import { type MessageInitShape, create, toBinary } from '@bufbuild/protobuf';
import { sizeOf } from '#host/onnx/tensor.ts';
import {
  type AttrValueSchema,
  DataType,
  type NodeDef,
  NodeDefSchema,
  SavedModelSchema,
  type TensorShapeProtoSchema,
} from './generated/saved_model_pb.js';

export { DataType };

/** A value of the graph: the operation that gives it, which of its outputs, and of what type. */
export interface Output {
  readonly operation: string;
  readonly index: number;
  readonly type: DataType;
}

/** An attribute as TensorFlow's definition of the operation has it. */
export type Attribute =
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly bool: boolean }
  | { readonly string: string }
  | { readonly type: DataType }
  | { readonly shape: readonly number[] };

interface Extra {
  /** Of the output. Default: that of what it works on. */
  readonly type?: DataType;
  /** Operations that must have run before. */
  readonly after?: readonly Output[];
}

/** Operations whose type is no attribute `T` of their first input; what they have instead is given with their attributes. */
const withoutT = new Set([
  'AssignVariableOp',
  'AssignSubVariableOp',
  'Cast',
  'Const',
  'LogicalAnd',
  'NoOp',
  'Placeholder',
  'ReadVariableOp',
  'VarHandleOp',
]);

/** What is fed to a signature, or read from it, by name. */
export type Ends = ReadonlyMap<string, Output>;

/** Part of a graph that is run at once. */
export interface Signature {
  readonly inputs: Ends;
  readonly outputs: Ends;
}

/**
 * Writes a TensorFlow graph operation by operation, as the protobuf that TensorFlow reads; nothing of TensorFlow is needed for it.
 *
 *     const y = graph.op('AddV2', [a, b]);
 */
export class GraphDefBuilder {
  readonly #nodes: NodeDef[] = [];
  readonly #constants = new Map<string, Output>();
  readonly #readers = new Map<string, Output[]>();

  /** Adds an operation. @returns its first output. */
  op(
    name: string,
    inputs: readonly Output[] = [],
    attributes: Readonly<Record<string, Attribute>> = {},
    { type = workedOn(inputs), after = [] }: Extra = {},
  ): Output {
    const typed: Record<string, Attribute> = withoutT.has(name)
      ? attributes
      : { T: { type: workedOn(inputs) }, ...attributes };
    const attr = Object.fromEntries(Object.entries(typed).map(([key, value]) => [key, encoded(value)]));
    const added = this.#add(name, [...inputs.map(tensorName), ...after.map(controlName)], attr, type);
    for (const input of inputs) {
      const key = tensorName(input);
      this.#readers.set(key, [...(this.#readers.get(key) ?? []), added]);
    }
    return added;
  }

  /** The operations so far that take a value. */
  readersOf(value: Output): readonly Output[] {
    return this.#readers.get(tensorName(value)) ?? [];
  }

  /** Another output of an operation. */
  output({ operation, type }: Output, index: number): Output {
    return { operation, index, type };
  }

  /** A value that is fed. @param dims -1 where a size is free. */
  placeholder(dims: readonly number[], type: DataType = DataType.DT_FLOAT): Output {
    return this.op('Placeholder', [], { dtype: { type }, shape: { shape: dims } }, { type });
  }

  /** A constant of int32: a shape, axes; a scalar where a number is given. */
  ints(values: number | readonly number[], dims?: readonly number[]): Output {
    const list = typeof values === 'number' ? [values] : values;
    const sizes = dims ?? (typeof values === 'number' ? [] : [values.length]);
    return this.#constant(Int32Array.from(list), sizes, DataType.DT_INT32);
  }

  /** A constant of float32. */
  float(values: number | Float32Array, dims: readonly number[] = []): Output {
    const data = typeof values === 'number' ? Float32Array.of(values) : values;
    return this.#constant(data, dims, DataType.DT_FLOAT);
  }

  /** The graph with its signatures, as the bytes of `saved_model.pb`. */
  savedModel(signatures: Readonly<Record<string, Signature>>): Uint8Array {
    const ends = (map: Ends) =>
      Object.fromEntries(
        [...map].map(([key, end]) => [
          key,
          { name: `${end.operation}:${end.index}`, dtype: end.type, tensorShape: { unknownRank: true } },
        ]),
      );
    const signatureDef = Object.fromEntries(
      Object.entries(signatures).map(([key, { inputs, outputs }]) => [
        key,
        { inputs: ends(inputs), outputs: ends(outputs), methodName: 'tensorflow/serving/predict' },
      ]),
    );
    return toBinary(
      SavedModelSchema,
      create(SavedModelSchema, {
        savedModelSchemaVersion: 1n,
        metaGraphs: [
          {
            metaInfoDef: { tags: ['serve'] },
            graphDef: { node: this.#nodes, versions: { producer, minConsumer: 0 } },
            signatureDef,
          },
        ],
      }),
    );
  }

  /** Equal constants are one; large ones are not compared. */
  #constant(data: Int32Array | Float32Array, dims: readonly number[], dtype: DataType): Output {
    if (sizeOf(dims) !== data.length)
      throw new RangeError(`${data.length} values do not fill [${dims.join(', ')}]`);
    const key = data.length > largestShared ? undefined : `${dtype} [${dims.join()}] ${data.join()}`;
    const known = key === undefined ? undefined : this.#constants.get(key);
    if (known !== undefined) return known;
    const tensorContent = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const tensor = { dtype, tensorShape: shapeOf(dims), tensorContent };
    const value = { value: { case: 'tensor' as const, value: tensor } };
    const added = this.#add('Const', [], { dtype: encoded({ type: dtype }), value }, dtype);
    if (key !== undefined) this.#constants.set(key, added);
    return added;
  }

  #add(
    op: string,
    input: string[],
    attr: Record<string, MessageInitShape<typeof AttrValueSchema>>,
    type: DataType,
  ): Output {
    const operation = `${op}_${this.#nodes.length}`;
    this.#nodes.push(create(NodeDefSchema, { name: operation, op, input, attr }));
    return { operation, index: 0, type };
  }
}

/** Version of GraphDef that is written; TensorFlow 2 reads it. */
const producer = 1087;
const largestShared = 16;

/** The attribute `T` of nearly every operation: the type of what it works on, not of axes, masks or variables beside it. */
function workedOn(inputs: readonly Output[]): DataType {
  const beside: readonly DataType[] = [DataType.DT_INT32, DataType.DT_BOOL, DataType.DT_RESOURCE];
  return (inputs.find(({ type }) => !beside.includes(type)) ?? inputs[0])?.type ?? DataType.DT_INVALID;
}

function tensorName({ operation, index }: Output): string {
  return index === 0 ? operation : `${operation}:${index}`;
}

function controlName({ operation }: Output): string {
  return `^${operation}`;
}

function shapeOf(dims: readonly number[]): MessageInitShape<typeof TensorShapeProtoSchema> {
  return { dim: dims.map((size) => ({ size: BigInt(size) })) };
}

function encoded(value: Attribute): MessageInitShape<typeof AttrValueSchema> {
  if ('int' in value) return { value: { case: 'i', value: BigInt(value.int) } };
  if ('ints' in value) return { value: { case: 'list', value: { i: value.ints.map(BigInt) } } };
  if ('float' in value) return { value: { case: 'f', value: value.float } };
  if ('bool' in value) return { value: { case: 'b', value: value.bool } };
  if ('string' in value) return { value: { case: 's', value: new TextEncoder().encode(value.string) } };
  if ('type' in value) return { value: { case: 'type', value: value.type } };
  return { value: { case: 'shape', value: shapeOf(value.shape) } };
}
