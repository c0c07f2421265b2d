import { type MessageInitShape, create } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  AttributeProtoSchema,
  AttributeProto_AttributeType,
  type GraphProto,
  GraphProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProto_DataType,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from './generated/onnx_pb.js';
import { floatTensor, int64Tensor, int8Tensor } from './tensor.ts';

/** An attribute's value: integers and floats must be told apart, since ONNX does. */
export type AttributeValue =
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly string: string };

/** A dimension: a size, or the name of a size that is free. */
export type Dimension = number | string;

/**
 * Writes an ONNX graph node by node. Every value has a unique name, which is what the methods take and return:
 *
 *     const y = graph.node('Conv', [x, graph.float('w', [8, 3, 3, 3], data)], { strides: { ints: [2, 2] } });
 */
export class GraphBuilder {
  readonly #nodes: NodeProto[] = [];
  readonly #initializers: TensorProto[] = [];
  readonly #inputs: ValueInfoProto[] = [];
  readonly #outputs: ValueInfoProto[] = [];
  readonly #names = new Set<string>();
  readonly #reserved = new Set<string>();

  /** Starts from an existing graph, whose names and outputs are kept. */
  static from(graph: GraphProto): GraphBuilder {
    const builder = new GraphBuilder();
    builder.#nodes.push(...graph.node);
    builder.#initializers.push(...graph.initializer);
    builder.#inputs.push(...graph.input);
    builder.#outputs.push(...graph.output);
    const values = [
      ...graph.node.flatMap(({ output }) => output),
      ...graph.initializer.map(({ name }) => name),
    ];
    for (const name of [...values, ...graph.input.map(({ name }) => name)]) builder.#names.add(name);
    return builder;
  }

  /** Declares a float32 input. */
  input(name: string, dims: readonly Dimension[]): string {
    this.#inputs.push(valueInfo(this.#claim(name), dims));
    return name;
  }

  /** Declares an input of bytes. */
  byteInput(name: string, dims: readonly Dimension[]): string {
    this.#inputs.push(valueInfo(this.#claim(name), dims, TensorProto_DataType.UINT8));
    return name;
  }

  /** Makes an existing value an output of the graph. */
  output(name: string, dims: readonly Dimension[]): void {
    if (!this.#names.has(name)) throw new RangeError(`the graph has no value ${name} to put out`);
    this.#outputs.push(valueInfo(name, dims));
  }

  /** Adds a constant of float32. */
  float(name: string, dims: readonly number[], data: Float32Array): string {
    const unique = this.#unique(name);
    this.#initializers.push(floatTensor(unique, dims, data));
    return unique;
  }

  /** Adds a constant of int8. */
  smallInts(name: string, dims: readonly number[], data: Int8Array): string {
    const unique = this.#unique(name);
    this.#initializers.push(int8Tensor(unique, dims, data));
    return unique;
  }

  /** Adds a constant scalar of float32. */
  scalar(name: string, value: number): string {
    return this.float(name, [], Float32Array.of(value));
  }

  /** Adds a constant vector of int64 (shapes, axes). */
  ints(name: string, values: readonly number[]): string {
    const unique = this.#unique(name);
    this.#initializers.push(int64Tensor(unique, values));
    return unique;
  }

  /**
   * Adds an operator with one output.
   *
   * @param name of the output; made unique where it is taken. Default: after the operator.
   * @returns the output's name.
   */
  node(
    opType: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
    name: string = opType.toLowerCase(),
  ): string {
    const missing = inputs.find((input) => input !== '' && !this.#names.has(input));
    if (missing !== undefined)
      throw new RangeError(`${opType} takes ${missing}, which the graph does not have`);
    const output = this.#unique(name);
    this.#nodes.push(
      create(NodeProtoSchema, {
        opType,
        name: output,
        input: [...inputs],
        output: [output],
        attribute: Object.entries(attributes).map(([key, value]) => attribute(key, value)),
      }),
    );
    return output;
  }

  /**
   * Adds an operator with several outputs.
   *
   * @returns their names, in the operator's order.
   */
  nodes(
    opType: string,
    inputs: readonly string[],
    outputs: number,
    attributes: Readonly<Record<string, AttributeValue>> = {},
  ): string[] {
    const first = this.node(opType, inputs, attributes);
    const written = this.#nodes.at(-1);
    const others = Array.from({ length: outputs - 1 }, () => this.#unique(first));
    written?.output.push(...others);
    return [first, ...others];
  }

  /** Keeps names for operators that are taken over later: what is written before them gets other names. */
  reserve(names: Iterable<string>): void {
    for (const name of names) this.#reserved.add(name);
  }

  /** Takes over an operator of another graph under the names that it has there. */
  append(node: NodeProto): void {
    for (const output of node.output) if (output !== '') this.#claim(output);
    this.#nodes.push(node);
  }

  /** Takes over a constant of another graph under the name that it has there. */
  appendConstant(tensor: TensorProto): void {
    this.#initializers.push({ ...tensor, name: this.#claim(tensor.name) });
  }

  build(name: string): GraphProto {
    return create(GraphProtoSchema, {
      name,
      node: this.#nodes,
      initializer: this.#initializers,
      input: this.#inputs,
      output: this.#outputs,
    });
  }

  #unique(name: string): string {
    let candidate = name;
    for (let n = 1; this.#names.has(candidate) || this.#reserved.has(candidate); n += 1)
      candidate = `${name}_${n}`;
    return this.#claim(candidate);
  }

  #claim(name: string): string {
    if (this.#names.has(name)) throw new RangeError(`the graph has a value ${name} already`);
    this.#names.add(name);
    return name;
  }
}

function attribute(name: string, value: AttributeValue): AttributeProto {
  return create(AttributeProtoSchema, { name, ...encoded(value) });
}

function encoded(value: AttributeValue): MessageInitShape<typeof AttributeProtoSchema> {
  if ('int' in value) return { type: AttributeProto_AttributeType.INT, i: BigInt(value.int) };
  if ('ints' in value) return { type: AttributeProto_AttributeType.INTS, ints: value.ints.map(BigInt) };
  if ('float' in value) return { type: AttributeProto_AttributeType.FLOAT, f: value.float };
  return { type: AttributeProto_AttributeType.STRING, s: new TextEncoder().encode(value.string) };
}

function valueInfo(
  name: string,
  dims: readonly Dimension[],
  elemType = TensorProto_DataType.FLOAT,
): ValueInfoProto {
  return create(ValueInfoProtoSchema, {
    name,
    type: {
      value: {
        case: 'tensorType',
        value: {
          elemType,
          shape: {
            dim: dims.map((dim) => ({
              value:
                typeof dim === 'number'
                  ? { case: 'dimValue' as const, value: BigInt(dim) }
                  : { case: 'dimParam' as const, value: dim },
            })),
          },
        },
      },
    },
  });
}
