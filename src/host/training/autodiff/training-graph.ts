import { StrandlineError } from '#shared/errors.ts';
import type { ModelProto, NodeProto } from '#host/onnx/generated/onnx_pb.js';
import { GraphBuilder } from '#host/onnx/graph-builder.ts';
import { graphOf, makeModelLike, opsetOf } from '#host/onnx/model-io.ts';
import { type FloatTensor, readFloats, sizeOf } from '#host/onnx/tensor.ts';
import { differentiate } from './differentiate.ts';
import { GraphValues } from './graph-values.ts';
import { softmaxCrossEntropy } from './loss.ts';
import { type Dims, Operation } from './operation.ts';
import { withOwnConstants } from '#host/onnx/own-constants.ts';
import { type Carried, type Optimiser, type StepInputs, update } from './optimiser.ts';
import type { GradientRequest, InputGradients, Writing } from './rule.ts';
import { batchNormGradient, batchStatistics } from './rules/batch-norm.ts';
import { stagesOf } from './stages.ts';

export interface TrainingGraphOptions {
  readonly batchSize: number;
  /** Sizes of one example: [3, side, side] of a photo, [n] of a feature vector. */
  readonly inputShape: Dims;
  readonly optimiser: Optimiser;
  /** Multiple of the learning rate for a parameter of a stage, see `stagesOf`; 0 leaves it as it is. Default: 1 for all. */
  readonly rateOf?: (parameter: string, stage: number) => number;
  /** Whether batch norm keeps its running statistics instead of taking the batch's. Default: false. */
  readonly freezeBatchNorm?: boolean;
  /** See {@link Writing}. Default: false. */
  readonly portable?: boolean;
  /** Whether to put out the gradients too, as `<parameter>.gradient`; for tests. Default: false. */
  readonly withGradients?: boolean;
}

/** A value that is carried from step to step, with the value that it starts from. */
export interface StateTensor extends Carried {
  readonly initial: FloatTensor;
}

/** A factor that the caller draws for each step: 0 with probability `ratio`, else 1 / (1 - ratio). */
export interface DropoutMask {
  readonly name: string;
  readonly dims: Dims;
  readonly ratio: number;
}

/** One training step as an ordinary ONNX model. */
export interface TrainingGraph {
  readonly model: ModelProto;
  readonly batchSize: number;
  /** Sizes of a batch of examples, [n, ...]. */
  readonly inputDims: Dims;
  /** Names of the inputs: examples, targets [n, classes], and the optimiser's scalars. */
  readonly inputs: StepInputs & { readonly input: string; readonly targets: string };
  /** Names of the outputs: the loss, and the logits [n, classes] before the step. */
  readonly outputs: { readonly loss: string; readonly logits: string };
  /** Parameters, the optimiser's values for them, running statistics. */
  readonly state: readonly StateTensor[];
  readonly masks: readonly DropoutMask[];
}

/** Momentum of the running statistics where the file does not say: 0.1 as PyTorch counts it, 0.9 as ONNX does. */
const defaultMomentum = 0.9;

/**
 * Writes the training step of a network: forward in training mode, softmax cross-entropy, backward, optimiser.
 *
 * @param network a model with an output `logits` [n, classes]; other outputs are left out, and what only they need.
 * @throws StrandlineError `unsupported` where an operator has no gradient rule.
 */
export function trainingGraph(network: ModelProto, options: TrainingGraphOptions): TrainingGraph {
  const { batchSize, inputShape, optimiser } = options;
  const inputDims = [batchSize, ...inputShape];
  const opset = opsetOf(network);
  refuseOpset(opset);
  const source = withOwnConstants(graphOf(network));
  const constantNames = new Set(source.initializer.map(({ name }) => name));
  const input = source.input.find(({ name }) => !constantNames.has(name))?.name ?? '';
  const needed = { ...source, node: nodesFor(source.node, 'logits') };
  const values = new GraphValues(needed, new Map([[input, inputDims]]));

  const graph = new GraphBuilder();
  graph.reserve(source.node.flatMap(({ output }) => output));
  const step = declareInputs(graph, input, values, options);
  const rates = ratesOf(values, options.rateOf ?? (() => 1));
  const forward = new ForwardPass(graph, values, opset, rates, options);
  const operations = values.operations.map((op) => forward.write(op));

  const { loss, gradient } = softmaxCrossEntropy({ graph, opset }, 'logits', step.targets);
  graph.output(loss, []);
  graph.output('logits', values.dims('logits'));
  const gradients = differentiate(forward.place, {
    operations,
    seed: { value: 'logits', gradient },
    wanted: new Set(rates.keys()),
    special: forward.special,
  });
  const carried = [...gradients].flatMap(([name, by]) => {
    const dims = values.dims(name);
    if (options.withGradients === true)
      graph.output(graph.node('Identity', [by], {}, `${name}.gradient`), dims);
    return update(graph, optimiser, step, { name, dims, gradient: by, rate: rates.get(name) ?? 1 });
  });
  const state = [...carried, ...forward.statistics].map((one) => ({
    ...one,
    initial: initialOf(values, one),
  }));
  return {
    model: makeModelLike(network, graph.build('training')),
    batchSize,
    inputDims,
    inputs: step,
    outputs: { loss, logits: 'logits' },
    state,
    masks: forward.masks,
  };
}

/** Oldest and newest operator sets whose operators the rules know. */
const opsets = { from: 13, to: 21 };

function refuseOpset(opset: number): void {
  if (opset >= opsets.from && opset <= opsets.to) return;
  throw new StrandlineError(
    'unsupported',
    `The network is written for ONNX operator set ${opset}; ${opsets.from} to ${opsets.to} can be trained. Export it again.`,
  );
}

/** The operators that a value depends on, in the order of the graph. */
function nodesFor(nodes: readonly NodeProto[], value: string): NodeProto[] {
  const needed = new Set([value]);
  const kept = nodes.toReversed().filter(({ output, input }) => {
    if (!output.some((name) => needed.has(name))) return false;
    for (const name of input) needed.add(name);
    return true;
  });
  return kept.toReversed();
}

function declareInputs(
  graph: GraphBuilder,
  input: string,
  values: GraphValues,
  { optimiser }: TrainingGraphOptions,
): TrainingGraph['inputs'] {
  return {
    input: graph.input(input, values.dims(input)),
    targets: graph.input('step.targets', values.dims('logits')),
    lr: graph.input('step.lr', []),
    corrections:
      optimiser.kind === 'adamw'
        ? [graph.input('step.correction1', []), graph.input('step.correction2', [])]
        : [],
  };
}

/** Where operators hold what training changes; constants elsewhere (a normalisation, say) are no parameters. */
const parameterInputs: Readonly<Record<string, readonly number[]>> = {
  Add: [0, 1],
  BatchNormalization: [1, 2],
  Conv: [1, 2],
  Gemm: [1, 2],
  MatMul: [0, 1],
};

/** The parameters that are trained, each with its multiple of the learning rate. */
function ratesOf(
  values: GraphValues,
  rateOf: NonNullable<TrainingGraphOptions['rateOf']>,
): Map<string, number> {
  const stages = stagesOf(values);
  const rates = values.operations.flatMap((op, index) =>
    (parameterInputs[op.type] ?? []).flatMap((input): [string, number][] => {
      const name = op.inputs[input] ?? '';
      const isParameter = values.constants.has(name) && values.dims(name).length > 0;
      return isParameter ? [[name, rateOf(name, stages[index] ?? 0)]] : [];
    }),
  );
  return new Map(rates.filter(([, rate]) => rate > 0));
}

/** Zeros for what the optimiser keeps, the file's values for the rest. */
function initialOf(values: GraphValues, { name, dims }: Carried): FloatTensor {
  const tensor = values.constants.get(name);
  return tensor === undefined ? { dims, data: new Float32Array(sizeOf(dims)) } : readFloats(tensor);
}

/** Writes the forward operators as training wants them. */
class ForwardPass {
  readonly statistics: Carried[] = [];
  readonly masks: DropoutMask[] = [];
  readonly special = new Map<Operation, (request: GradientRequest) => InputGradients>();
  readonly place: Omit<Writing, 'op'>;
  readonly #graph: GraphBuilder;
  readonly #freezeBatchNorm: boolean;
  readonly #isTrained: (name: string) => boolean;

  constructor(
    graph: GraphBuilder,
    values: GraphValues,
    opset: number,
    rates: ReadonlyMap<string, number>,
    { freezeBatchNorm = false, portable = false }: TrainingGraphOptions,
  ) {
    this.#graph = graph;
    this.#freezeBatchNorm = freezeBatchNorm;
    this.#isTrained = (name) => rates.has(name);
    this.place = {
      graph,
      opset,
      portable,
      dims: (value) => values.dims(value),
      ints: (value) => values.ints(value),
      scalar: (value) => values.scalar(value),
    };
    const changing = new Set([...rates.keys(), ...values.operations.flatMap((op) => this.#statisticsOf(op))]);
    for (const tensor of values.constants.values()) {
      if (changing.has(tensor.name)) graph.input(tensor.name, values.dims(tensor.name));
      else graph.appendConstant(tensor);
    }
  }

  /** @returns the operator as it was written. */
  write(op: Operation): Operation {
    if (this.#statisticsOf(op).length > 0) return this.#batchNorm(op);
    if (op.type === 'Dropout') return this.#dropout(op);
    this.#graph.append(op.node);
    return op;
  }

  /** The running statistics that an operator will change: those of a trained batch norm, unless they are frozen. */
  #statisticsOf(op: Operation): readonly string[] {
    const isTrained = op.type === 'BatchNormalization' && this.#isTrained(op.input(1));
    return isTrained && !this.#freezeBatchNorm ? [op.input(3), op.input(4)] : [];
  }

  /** Normalises by the batch's statistics and moves the running ones, whose variance is the unbiased one, as in PyTorch. */
  #batchNorm(op: Operation): Operation {
    const { dims } = this.place;
    const from = dims(op.input(0));
    const count = sizeOf(from) / (from[1] ?? 1);
    const batch = batchStatistics({ ...this.place, op });
    const momentum = op.float('momentum', defaultMomentum);
    this.#move(op.input(3), batch.mean, momentum, 1 - momentum);
    this.#move(op.input(4), batch.variance, momentum, ((1 - momentum) * count) / Math.max(1, count - 1));
    const [x, scale, bias] = [op.input(0), op.input(1), op.input(2)];
    const written = new Operation({ ...op.node, input: [x, scale, bias, batch.mean, batch.variance] });
    this.#graph.append(written.node);
    this.special.set(written, (request) => batchNormGradient(request, batch));
    return written;
  }

  #move(statistic: string, batch: string, keep: number, add: number): void {
    const graph = this.#graph;
    const kept = graph.node('Mul', [statistic, graph.scalar('keep', keep)]);
    const added = graph.node('Mul', [batch, graph.scalar('add', add)]);
    const next = graph.node('Add', [kept, added], {}, `${statistic}.next`);
    const dims = this.place.dims(statistic);
    graph.output(next, dims);
    this.statistics.push({ name: statistic, next, dims });
  }

  #dropout(op: Operation): Operation {
    const { dims, scalar } = this.place;
    const ratio = op.has(1) ? scalar(op.input(1)) : 0.5;
    const mask = this.#graph.input(`${op.output()}.mask`, dims(op.input(0)));
    this.masks.push({ name: mask, dims: dims(op.input(0)), ratio });
    const written = new Operation({
      ...op.node,
      opType: 'Mul',
      input: [op.input(0), mask],
      output: [op.output()],
      attribute: [],
    });
    this.#graph.append(written.node);
    return written;
  }
}
