import { StrandlineError } from '#shared/errors.ts';
import type { ModelProto, NodeProto } from '#host/onnx/generated/onnx_pb.js';
import { graphOf, opsetOf } from '#host/onnx/model-io.ts';
import { withOwnConstants } from '#host/onnx/own-constants.ts';
import { type Normalisation, inputOf } from '#host/onnx/pixel-input.ts';
import { type FloatTensor, readFloats, sizeOf } from '#host/onnx/tensor.ts';
import { GraphValues } from './graph-values.ts';
import type { Dims, Operation } from './operation.ts';
import { type Optimiser, keptBy, keptName } from './optimiser.ts';
import { stagesOf } from './stages.ts';

/**
 * What is made small: softmax cross-entropy of classes, the loss of a heat map of centres and boxes, or sigmoid cross-entropy
 * of shares in 0..1.
 */
export type Loss = 'softmax' | 'heat-map' | 'sigmoid';

export interface StepOptions {
  readonly batchSize: number;
  /** Sizes of one example as the network takes it: [3, side, side] of a photo, [n] of a feature vector. */
  readonly inputShape: Dims;
  /** Where photos are fed as bytes [n, side, side, 3]: how they are normalised. Default: floats are fed. */
  readonly normalisation?: Normalisation | undefined;
  readonly optimiser: Optimiser;
  /** Default: `softmax`. */
  readonly loss?: Loss;
  /** Multiple of the learning rate for a parameter of a stage, see `stagesOf`; 0 leaves it as it is. Default: 1 for all. */
  readonly rateOf?: (parameter: string, stage: number) => number;
  /** Whether batch norm keeps its running statistics instead of taking the batch's. Default: false. */
  readonly freezeBatchNorm?: boolean;
}

/** A value that goes into a step and comes out of it changed, with the value that it starts from. */
export interface StateTensor {
  readonly name: string;
  readonly dims: Dims;
  readonly initial: FloatTensor;
}

/** A factor that the caller draws for each step: 0 with probability `ratio`, else 1 / (1 - ratio). */
export interface DropoutMask {
  readonly name: string;
  readonly dims: Dims;
  readonly ratio: number;
}

/**
 * What one training step is, whoever computes it: forward in training mode, the loss on its targets (those of
 * `targetDistribution` for softmax), backward, optimiser. The engines' writers read this and nothing else.
 */
export interface StepDescription {
  readonly network: ModelProto;
  /** The operators from the input to `logits`, in order, with their shapes and constants. */
  readonly values: GraphValues;
  /** Operator set of the network. */
  readonly opset: number;
  readonly batchSize: number;
  readonly input: {
    /** Name of the value that the network starts from. */
    readonly name: string;
    /** Its sizes, [n, ...]. */
    readonly dims: Dims;
    /** How photos become that value; undefined where it is fed as it is. */
    readonly normalisation: Normalisation | undefined;
  };
  readonly loss: Loss;
  /** Sizes of the logits: [n, classes], or of a heat map [n, 5, h, w]. */
  readonly classDims: Dims;
  /** Sizes of the targets: those of the logits, and of a heat map [n, 6, h, w]. */
  readonly targetDims: Dims;
  readonly optimiser: Optimiser;
  /** The parameters that are trained, each with its multiple of the learning rate. */
  readonly rates: ReadonlyMap<string, number>;
  /** Batch norms that normalise by the batch's statistics and move the running ones. */
  readonly movingNorms: ReadonlySet<Operation>;
  readonly masks: ReadonlyMap<Operation, DropoutMask>;
  /** Parameters, the optimiser's values for them, running statistics. */
  readonly state: readonly StateTensor[];
}

/**
 * Describes the training step of a network.
 *
 * @param network a model with an output `logits`; other outputs are left out, and what only they need.
 * @throws StrandlineError `unsupported` naming every operator that cannot be trained through, or the one whose shape
 *   cannot be told.
 */
export function describeStep(network: ModelProto, options: StepOptions): StepDescription {
  const {
    batchSize,
    inputShape,
    normalisation,
    optimiser,
    loss = 'softmax',
    freezeBatchNorm = false,
  } = options;
  const opset = opsetOf(network);
  refuseOpset(opset);
  const input = { name: inputOf(network), dims: [batchSize, ...inputShape], normalisation };
  const values = valuesFor(network, input.name, input.dims);
  const rates = ratesOf(values, options.rateOf ?? (() => 1));
  const movingNorms = new Set(
    values.operations.filter(
      (op) => op.type === 'BatchNormalization' && rates.has(op.input(1)) && !freezeBatchNorm,
    ),
  );
  const classDims = values.dims('logits');
  return {
    network,
    values,
    opset,
    batchSize,
    input,
    loss,
    classDims,
    targetDims: loss === 'heat-map' ? heatMapTargetDims(classDims) : classDims,
    optimiser,
    rates,
    movingNorms,
    masks: masksOf(values),
    state: stateOf(values, optimiser, rates, movingNorms),
  };
}

/** Beside the five of the logits, the weight of a place's box. @throws RangeError for logits that are no heat map. */
function heatMapTargetDims([n = 0, channels, ...space]: Dims): Dims {
  if (channels !== 5 || space.length !== 2)
    throw new RangeError('a heat map has the logits [n, 5, height, width]');
  return [n, 6, ...space];
}

/** A network's operators up to `logits`, with the shapes of all values for an input of these sizes. */
export function valuesFor(network: ModelProto, input: string, dims: Dims): GraphValues {
  const source = withOwnConstants(graphOf(network));
  const needed = { ...source, node: nodesFor(source.node, 'logits') };
  return new GraphValues(needed, new Map([[input, dims]]));
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

/** Where operators hold what training changes; constants elsewhere (a normalisation, say) are no parameters. */
const parameterInputs: Readonly<Record<string, readonly number[]>> = {
  Add: [0, 1],
  BatchNormalization: [1, 2],
  Conv: [1, 2],
  Gemm: [1, 2],
  MatMul: [0, 1],
};

/** The parameters that are trained, each with its multiple of the learning rate. */
function ratesOf(values: GraphValues, rateOf: NonNullable<StepOptions['rateOf']>): Map<string, number> {
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

/** Share that Dropout leaves out where the file does not say. */
const defaultRatio = 0.5;

function masksOf(values: GraphValues): Map<Operation, DropoutMask> {
  const dropouts = values.operations.filter(({ type }) => type === 'Dropout');
  return new Map(
    dropouts.map((op) => {
      const ratio = op.has(1) ? values.scalar(op.input(1)) : defaultRatio;
      return [op, { name: `${op.output()}.mask`, dims: values.dims(op.input(0)), ratio }];
    }),
  );
}

function stateOf(
  values: GraphValues,
  optimiser: Optimiser,
  rates: ReadonlyMap<string, number>,
  movingNorms: ReadonlySet<Operation>,
): StateTensor[] {
  const own = (name: string): StateTensor[] => {
    const tensor = values.constants.get(name);
    return tensor === undefined ? [] : [{ name, dims: values.dims(name), initial: readFloats(tensor) }];
  };
  const kept = (parameter: string): StateTensor[] =>
    keptBy(optimiser).map((one) => {
      const dims = values.dims(parameter);
      const initial = { dims, data: new Float32Array(sizeOf(dims)) };
      return { name: keptName(parameter, one), dims, initial };
    });
  return [
    ...[...rates.keys()].flatMap((name) => [...own(name), ...kept(name)]),
    ...[...movingNorms].flatMap((op) => [...own(op.input(3)), ...own(op.input(4))]),
  ];
}
