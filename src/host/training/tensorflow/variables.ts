import type { Dims, Operation } from '../step/operation.ts';
import type { StepDescription } from '../step/description.ts';
import { type TensorProto, TensorProto_DataType } from '#host/onnx/generated/onnx_pb.js';
import { type FloatTensor, readFloats } from '#host/onnx/tensor.ts';
import type { GraphValues } from '../step/graph-values.ts';
import { DataType, type Ends, type GraphDefBuilder, type Output, type Signature } from './graph-def.ts';
import { channelsLast, transposed } from './layout.ts';
import type { Variable } from './optimiser.ts';
import { kernelOrder } from './rules/convolution.ts';

interface Stored extends Variable {
  readonly name: string;
  /** As checkpoints and ONNX have it. */
  readonly dims: Dims;
  /** Axes in the graph's order, where it is another one. */
  readonly order: readonly number[] | undefined;
}

const float = DataType.DT_FLOAT;

/** The numbers of a network that live in the session: what a step changes, and the constants that it only reads. */
export class Variables {
  readonly #graph: GraphDefBuilder;
  readonly #stored = new Map<string, Stored>();
  /** Names of the values that a step changes, as the description has them. */
  readonly #state: ReadonlySet<string>;

  constructor(graph: GraphDefBuilder, { values, state }: StepDescription) {
    this.#graph = graph;
    this.#state = new Set(state.map(({ name }) => name));
    const orders = ordersOf(values.operations, (name) => values.dims(name));
    const constants = storedConstants(values).map(({ name }) => ({ name, dims: values.dims(name) }));
    for (const { name, dims } of [...constants, ...state]) {
      if (this.#stored.has(name)) continue;
      const parameter = name.replace(/\.(velocity|mean|square)$/, '');
      const order = orders.get(values.constants.has(name) ? name : parameter);
      this.#stored.set(name, this.#made(name, dims, order ?? (dims.length === 4 ? channelsLast : undefined)));
    }
  }

  has(name: string): boolean {
    return this.#stored.has(name);
  }

  /** @throws RangeError where there is none of this name. */
  of(name: string): Variable {
    const found = this.#stored.get(name);
    if (found === undefined) throw new RangeError(`the graph keeps no ${name}`);
    return found;
  }

  /** Gradient of a parameter with its axes in ONNX's order. */
  inOwnOrder(name: string, gradient: Output): Output {
    const order = this.#stored.get(name)?.order;
    return order === undefined ? gradient : transposed(this.#graph, gradient, inverse(order));
  }

  /** Takes the values that a step changes; its output is there once they are. */
  restoring(): Signature {
    return this.#assigning((name) => this.#state.has(name));
  }

  /** The same for the constants. @returns undefined where there are none. */
  settingConstants(): Signature | undefined {
    const signature = this.#assigning((name) => !this.#state.has(name));
    return signature.inputs.size === 0 ? undefined : signature;
  }

  /** Gives out the values that a step changes. */
  reading(): Signature {
    const outputs = [...this.#stored.values()]
      .filter(({ name }) => this.#state.has(name))
      .map(({ name, value }) => [name, this.inOwnOrder(name, value)] as const);
    return { inputs: new Map(), outputs: new Map(outputs) };
  }

  #made(name: string, dims: Dims, order: readonly number[] | undefined): Stored {
    const shape = order === undefined ? dims : order.map((axis) => dims[axis] ?? 1);
    const resource = this.#graph.op(
      'VarHandleOp',
      [],
      { dtype: { type: float }, shape: { shape }, shared_name: { string: name }, container: { string: '' } },
      { type: DataType.DT_RESOURCE },
    );
    const value = this.#graph.op('ReadVariableOp', [resource], { dtype: { type: float } }, { type: float });
    return { name, dims, order, resource, value };
  }

  #assigning(isMeant: (name: string) => boolean): Signature {
    const graph = this.#graph;
    const inputs: [string, Output][] = [];
    const assigned: Output[] = [];
    for (const { name, dims, order, resource } of this.#stored.values()) {
      if (!isMeant(name)) continue;
      const given = graph.placeholder(dims);
      inputs.push([name, given]);
      const lying = order === undefined ? given : transposed(graph, given, order);
      assigned.push(graph.op('AssignVariableOp', [resource, lying], { dtype: { type: float } }));
    }
    const done = graph.op('Identity', [graph.float(1)], {}, { after: assigned });
    return { inputs: new Map(inputs), outputs: new Map([['done', done]]) satisfies Ends };
  }
}

/** The constants of floats that are more than a number: numbers stay in the graph, where operators read them. */
function storedConstants({ constants }: Pick<GraphValues, 'constants'>): TensorProto[] {
  const float32: number = TensorProto_DataType.FLOAT;
  return [...constants.values()].filter(({ dataType, dims }) => dataType === float32 && dims.length > 0);
}

/** The order of the axes of each kernel. */
function ordersOf(
  operations: readonly Operation[],
  dims: (name: string) => Dims,
): Map<string, readonly number[]> {
  return new Map(
    operations.flatMap((op) =>
      op.type === 'Conv' ? [[op.input(1), kernelOrder(op, dims(op.input(1)))] as const] : [],
    ),
  );
}

function inverse(order: readonly number[]): number[] {
  return order.map((_, axis) => order.indexOf(axis));
}

/** The constants that a step only reads, as they are. */
export function constantsOf({ values, state }: StepDescription): Map<string, FloatTensor> {
  const changing = new Set(state.map(({ name }) => name));
  const read = storedConstants(values).filter(({ name }) => !changing.has(name));
  return new Map(read.map((tensor) => [tensor.name, readFloats(tensor)]));
}
