import { StrandlineError } from '#shared/errors.ts';
import { type GraphProto, type TensorProto, TensorProto_DataType } from '#host/onnx/generated/onnx_pb.js';
import { readFloats, readInts } from '#host/onnx/tensor.ts';
import { type Dims, Operation } from './operation.ts';
import { type Values, shapes } from './shapes.ts';

const float32: number = TensorProto_DataType.FLOAT;
const int64: number = TensorProto_DataType.INT64;

/** Shapes of all values of a graph, and its constants. */
export class GraphValues implements Values {
  readonly operations: readonly Operation[];
  readonly #constants: ReadonlyMap<string, TensorProto>;
  /** Values that only pass a constant on, and the constant's name. */
  readonly #aliases = new Map<string, string>();
  readonly #dims = new Map<string, Dims>();

  /**
   * @param graph with constants as `withOwnConstants` leaves them.
   * @param inputs sizes of the graph's inputs.
   * @throws StrandlineError `unsupported`, naming every operator that has no rule, or the one whose shape cannot be told.
   */
  constructor(graph: GraphProto, inputs: ReadonlyMap<string, Dims>) {
    this.#constants = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
    this.operations = graph.node.map((node) => new Operation(node));
    refuseUnknown(this.operations);
    for (const [name, dims] of inputs) this.#dims.set(name, dims);
    for (const { name, dims } of graph.initializer) this.#dims.set(name, dims.map(Number));
    for (const op of this.operations) this.#infer(op);
  }

  get constants(): ReadonlyMap<string, TensorProto> {
    return this.#constants;
  }

  /** Whether a value is a constant, or passes one on. */
  isConstant(value: string): boolean {
    return this.#constant(value) !== undefined;
  }

  dims(value: string): Dims {
    const dims = this.#dims.get(value);
    if (dims === undefined) throw new RangeError(`the shape of ${value} is not known`);
    return dims;
  }

  ints(value: string): readonly number[] {
    const tensor = this.#constant(value);
    if (tensor?.dataType !== int64) throw new RangeError(`${value} is no constant of integers`);
    return readInts(tensor);
  }

  scalar(value: string): number {
    const tensor = this.#constant(value);
    const number = tensor?.dataType === float32 ? readFloats(tensor).data[0] : undefined;
    if (number === undefined) throw new RangeError(`${value} is no constant number`);
    return number;
  }

  #constant(value: string): TensorProto | undefined {
    return this.#constants.get(this.#aliases.get(value) ?? value);
  }

  #infer(op: Operation): void {
    const [first = ''] = op.inputs;
    if (op.type === 'Cast' && this.#constant(first) !== undefined) this.#aliases.set(op.output(), first);
    try {
      const found = shapes[op.type]?.(op, this) ?? [];
      op.outputs.forEach((output, index) => this.#dims.set(output, found[index] ?? found[0] ?? []));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new StrandlineError(
        'unsupported',
        `${op.type} (${op.output()}) cannot be trained: ${reason}.`,
        {},
        error,
      );
    }
  }
}

function refuseUnknown(operations: readonly Operation[]): void {
  const unknown = new Set(operations.map(({ type }) => type).filter((type) => !(type in shapes)));
  if (unknown.size === 0) return;
  throw new StrandlineError(
    'unsupported',
    `This network cannot be trained through: there is no gradient rule for ${[...unknown].join(', ')}. The strategy "frozen" can use it.`,
    { operators: [...unknown].join(', ') },
  );
}
