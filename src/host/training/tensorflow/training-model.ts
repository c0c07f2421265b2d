import { StrandlineError } from '#shared/errors.ts';
import { byteScale } from '#host/onnx/pixel-input.ts';
import { sizeOf } from '#host/onnx/tensor.ts';
import { type StepDescription, valuesFor } from '../step/description.ts';
import type { GraphValues } from '../step/graph-values.ts';
import type { Dims, Operation } from '../step/operation.ts';
import { DataType, GraphDefBuilder, type Output, type Signature } from './graph-def.ts';
import { reshaped, summed, toPhysical } from './layout.ts';
import { type StepScalars, update } from './optimiser.ts';
import type { Written, Writing } from './rule.ts';
import { movingBatchNorm } from './rules/batch-norm.ts';
import { rules } from './rules/index.ts';
import { Variables } from './variables.ts';

/** Names of what a step's signatures take and give; masks and the state go by their own names. */
export const ends = {
  input: 'input',
  targets: 'targets',
  lr: 'lr',
  adamSize: 'adam.size',
  adamEpsilon: 'adam.epsilon',
  loss: 'loss',
  logits: 'logits',
} as const;

export interface TrainingModelOptions {
  /** How many examples are evaluated at once. */
  readonly evaluated: number;
  /** Whether there is a signature `gradients`; for tests. Default: false. */
  readonly withGradients?: boolean;
}

/**
 * Writes a training step for TensorFlow: one graph of forward, backward and optimiser, whose weights live in the session, so that
 * a step is one call.
 *
 * Signatures: `constants` and `restore` fill the session, `step` takes a batch, `evaluate` predicts outside training, `state`
 * reads what a checkpoint keeps.
 *
 * @returns the bytes of a `saved_model.pb`.
 * @throws StrandlineError `unsupported` naming the operator that TensorFlow has no kernel for in the network's form.
 */
export function trainingModel(
  step: StepDescription,
  { evaluated, withGradients = false }: TrainingModelOptions,
): Uint8Array {
  const graph = new GraphDefBuilder();
  const variables = new Variables(graph, step);
  const training = new TrainingPass(graph, step, variables);
  const stepping = training.step();
  const constants = variables.settingConstants();
  return graph.savedModel({
    ...(constants && { constants }),
    restore: variables.restoring(),
    state: variables.reading(),
    step: stepping,
    evaluate: evaluation(graph, step, variables, evaluated),
    ...(withGradients && { gradients: training.gradientsAlone() }),
  });
}

/** The network as it predicts. */
function evaluation(
  graph: GraphDefBuilder,
  step: StepDescription,
  variables: Variables,
  examples: number,
): Signature {
  const [, ...shape] = step.input.dims;
  const dims = [examples, ...shape];
  const values = valuesFor(step.network, step.input.name, dims);
  const { fed, value } = writeInput(graph, step, dims);
  const forward = new ForwardPass(graph, values, variables, [step.input.name, value]);
  for (const op of values.operations) forward.write(op);
  return {
    inputs: new Map([[ends.input, fed]]),
    outputs: new Map([[ends.logits, forward.value('logits')]]),
  };
}

/** Four bytes go in as one integer: TensorFlow.js has no tensors of bytes. */
const packed = 4;

/** Length in integers of a batch of photos as it is fed. */
export function packedLength(bytes: number): number {
  return Math.ceil(bytes / packed);
}

/** Declares what is fed, and writes what makes the network's own input of it. @param dims of the network's own input. */
function writeInput(
  graph: GraphDefBuilder,
  { input: { normalisation } }: StepDescription,
  dims: Dims,
): { fed: Output; value: Output } {
  if (normalisation === undefined) {
    const fed = graph.placeholder(dims);
    return { fed, value: toPhysical(graph, fed, dims) };
  }
  const [n = 1, channels = 3, height = 1, width = 1] = dims;
  const length = packedLength(sizeOf(dims));
  const fed = graph.placeholder([length], DataType.DT_INT32);
  const split = graph.op(
    'Bitcast',
    [fed],
    { type: { type: DataType.DT_UINT8 } },
    { type: DataType.DT_UINT8 },
  );
  const line = reshaped(graph, split, [packed * length]);
  const bytes =
    packed * length === sizeOf(dims)
      ? line
      : graph.op('Slice', [line, graph.ints([0]), graph.ints([sizeOf(dims)])], {
          Index: { type: DataType.DT_INT32 },
        });
  const floats = graph.op(
    'Cast',
    [reshaped(graph, bytes, [n, height, width, channels])],
    { SrcT: { type: DataType.DT_UINT8 }, DstT: { type: DataType.DT_FLOAT } },
    { type: DataType.DT_FLOAT },
  );
  const { factor, shift } = byteScale(normalisation);
  const scaled = graph.op('Mul', [floats, graph.float(factor, [channels])]);
  return { fed, value: graph.op('Sub', [scaled, graph.float(shift, [channels])]) };
}

/** Writes a network's operators once, in order. */
class ForwardPass {
  readonly #graph: GraphDefBuilder;
  readonly #values: GraphValues;
  readonly #variables: Variables;
  readonly #written: Map<string, Output>;

  constructor(
    graph: GraphDefBuilder,
    values: GraphValues,
    variables: Variables,
    start: readonly [name: string, value: Output],
  ) {
    this.#graph = graph;
    this.#values = values;
    this.#variables = variables;
    this.#written = new Map([start]);
  }

  /** A value of the network in the graph: computed, kept in the session, or a constant number. */
  value(name: string): Output {
    const written = this.#written.get(name);
    if (written !== undefined) return written;
    const value = this.#variables.has(name)
      ? this.#variables.of(name).value
      : this.#graph.float(this.#values.scalar(name));
    this.#written.set(name, value);
    return value;
  }

  /** @param wants whether anybody wants the gradient by a value. */
  write(
    op: Operation,
    wants: (name: string) => boolean = () => false,
    rule = rules[op.type],
  ): Written | undefined {
    // Shapes and axes are read from the description; they are no values of the graph.
    if (this.#values.isConstant(op.output())) return undefined;
    if (rule === undefined) throw new RangeError(`${op.type} has no rule`);
    try {
      const written = rule(this.#place(op, wants));
      this.#written.set(op.output(), written.output);
      return written;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new StrandlineError(
        'unsupported',
        `TensorFlow cannot train ${op.type} (${op.output()}): ${error.message}. The built-in engine can (engine "ort").`,
        { operator: op.type },
        error,
      );
    }
  }

  #place(op: Operation, wants: (name: string) => boolean): Writing {
    const values = this.#values;
    return {
      graph: this.#graph,
      op,
      dims: (value) => values.dims(value),
      ints: (value) => values.ints(value),
      scalar: (value) => values.scalar(value),
      input: (index) => this.value(op.input(index)),
      wants: (index) => wants(op.inputs[index] ?? ''),
    };
  }
}

interface Taped {
  readonly op: Operation;
  readonly written: Written;
}

/** The step: forward in training mode, loss, backward, optimiser. */
class TrainingPass {
  readonly #graph: GraphDefBuilder;
  readonly #step: StepDescription;
  readonly #variables: Variables;
  readonly #fed: Map<string, Output>;
  readonly #loss: Output;
  readonly #logits: Output;
  readonly #gradients: ReadonlyMap<string, Output>;
  /** New running statistics, to be assigned. */
  readonly #statistics: readonly Output[];

  constructor(graph: GraphDefBuilder, step: StepDescription, variables: Variables) {
    this.#graph = graph;
    this.#step = step;
    this.#variables = variables;
    const { fed, value } = writeInput(graph, step, step.input.dims);
    if (step.loss !== 'softmax') throw new RangeError(`TensorFlow is not told of the loss ${step.loss}`);
    const targets = graph.placeholder(step.targetDims);
    this.#fed = new Map([
      [ends.input, fed],
      [ends.targets, targets],
    ]);
    const forward = new ForwardPass(graph, step.values, variables, [step.input.name, value]);
    const relevant = new Set(step.rates.keys());
    const { tape, statistics } = this.#forward(forward, relevant);
    this.#statistics = statistics;
    this.#logits = forward.value('logits');
    const { loss, slope } = this.#crossEntropy(targets);
    this.#loss = loss;
    this.#gradients = this.#backward(tape, relevant, slope);
  }

  /** Takes a batch, moves the weights, and says the loss and the logits from before. */
  step(): Signature {
    const graph = this.#graph;
    const { optimiser, rates } = this.#step;
    const lr = graph.placeholder([]);
    const adam =
      optimiser.kind === 'adamw'
        ? { size: graph.placeholder([]), epsilon: graph.placeholder([]) }
        : undefined;
    const scalars: StepScalars = { lr, ...(adam && { adam }) };
    const place = { graph, variable: (name: string) => this.#variables.of(name) };
    const updates = [...this.#gradients].map(([name, gradient]) =>
      update(place, optimiser, scalars, { name, gradient, rate: rates.get(name) ?? 1 }),
    );
    const after = [...updates, ...this.#statistics];
    return {
      inputs: new Map([
        ...this.#fed,
        [ends.lr, lr],
        ...(adam === undefined
          ? []
          : ([
              [ends.adamSize, adam.size],
              [ends.adamEpsilon, adam.epsilon],
            ] as const)),
      ]),
      outputs: new Map([
        [ends.loss, graph.op('Identity', [this.#loss], {}, { after })],
        [ends.logits, graph.op('Identity', [this.#logits])],
      ]),
    };
  }

  /** The gradients at the weights of now, of which nothing is changed. */
  gradientsAlone(): Signature {
    const outputs = [...this.#gradients].map(
      ([name, gradient]) => [name, this.#variables.inOwnOrder(name, gradient)] as const,
    );
    return { inputs: this.#fed, outputs: new Map(outputs) };
  }

  #forward(forward: ForwardPass, relevant: Set<string>): { tape: Taped[]; statistics: Output[] } {
    const { values, movingNorms, masks } = this.#step;
    const tape: Taped[] = [];
    const statistics: Output[] = [];
    const wants = (name: string): boolean => relevant.has(name);
    for (const op of values.operations) {
      const rule = movingNorms.has(op)
        ? (writing: Writing): Written => {
            const norm = movingBatchNorm(writing);
            statistics.push(...this.#moved(op, norm.statistics));
            return norm;
          }
        : masks.has(op)
          ? (writing: Writing): Written => this.#masked(writing)
          : rules[op.type];
      const written = forward.write(op, wants, rule);
      if (written === undefined || !op.inputs.some(wants)) continue;
      for (const output of op.outputs) relevant.add(output);
      tape.push({ op, written });
    }
    return { tape, statistics };
  }

  #moved(op: Operation, statistics: readonly [Output, Output]): Output[] {
    return statistics.map((next, index) =>
      this.#graph.op('AssignVariableOp', [this.#variables.of(op.input(3 + index)).resource, next], {
        dtype: { type: DataType.DT_FLOAT },
      }),
    );
  }

  /** Dropout: a product with a mask that is fed. */
  #masked({ op, graph, input }: Writing): Written {
    const mask = this.#step.masks.get(op);
    if (mask === undefined) throw new RangeError('it has no mask');
    const fed = graph.placeholder(mask.dims);
    this.#fed.set(mask.name, fed);
    const factor = toPhysical(graph, fed, mask.dims);
    return {
      output: graph.op('Mul', [input(0), factor]),
      gradients: (dy) => [graph.op('Mul', [dy, factor])],
    };
  }

  /** As `softmaxCrossEntropy` of the built-in engine; a row's targets need not sum to 1. */
  #crossEntropy(targets: Output): { loss: Output; slope: Output } {
    const graph = this.#graph;
    const log = graph.op('LogSoftmax', [this.#logits], {}, { type: targets.type });
    const loss = graph.op('Neg', [summed(graph, graph.op('Mul', [targets, log]), [0, 1], false)]);
    const expected = graph.op('Mul', [graph.op('Exp', [log]), summed(graph, targets, [1], true)]);
    return { loss, slope: graph.op('Sub', [expected, targets]) };
  }

  /** Reverse mode over the operators that were written. @returns the gradient of each parameter. */
  #backward(tape: readonly Taped[], relevant: ReadonlySet<string>, slope: Output): Map<string, Output> {
    const parts = new Map<string, Output[]>([['logits', [slope]]]);
    for (const { op, written } of tape.toReversed()) {
      const dy = this.#total(parts.get(op.output()));
      if (dy === undefined) continue;
      written.gradients(dy).forEach((gradient, index) => {
        const name = op.inputs[index] ?? '';
        if (gradient === undefined || !relevant.has(name)) return;
        parts.set(name, [...(parts.get(name) ?? []), gradient]);
      });
    }
    return new Map(
      [...this.#step.rates.keys()].flatMap((name) => {
        const gradient = this.#total(parts.get(name));
        return gradient === undefined ? [] : [[name, gradient] as const];
      }),
    );
  }

  #total(parts: readonly Output[] = []): Output | undefined {
    const [first, ...others] = parts;
    if (first === undefined || others.length === 0) return first;
    return this.#graph.op('AddN', parts, { N: { int: parts.length } });
  }
}
