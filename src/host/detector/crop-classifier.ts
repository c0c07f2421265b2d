import { type Box, type FoundBox, bySureness, overlapOf, withoutOverlaps } from '#shared/trays/box.ts';
import { normal, seededRandom } from '#shared/learning/random.ts';
import { GraphBuilder } from '#host/onnx/graph-builder.ts';
import { makeModel } from '#host/onnx/model-io.ts';
import { packed } from '#host/onnx/tensor.ts';
import { describeStep } from '#host/training/step/description.ts';
import type { AdamW } from '#host/training/step/optimiser.ts';
import { type BoxMoves, learntMoves, moveNumbers, moved } from './box-moves.ts';
import { type FinderTraining, trainByCosine } from './cosine-steps.ts';
import { cropFeatures } from './crop-features.ts';
import type { Proposal } from './proposals.ts';

const hidden = 64;
const batchOf = { promising: 96, any: 160 } as const;
const peakRate = 2e-3;
const optimiser: AdamW = { kind: 'adamw', betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 5e-2 };

/**
 * Sizes of a classifier's numbers, by their names.
 *
 * @param joined how many classifiers it is made of.
 */
export function cropTensors(joined = 1): Readonly<Record<keyof CropClassifier, readonly number[]>> {
  const units = joined * hidden;
  return {
    mean: [cropFeatures],
    deviation: [cropFeatures],
    weight1: [units, cropFeatures],
    bias1: [units],
    weight2: [1, units],
    bias2: [1],
    moveWeight: [moveNumbers, cropFeatures],
    moveBias: [moveNumbers],
  };
}

/** Where a patch's box belongs, and what it is worth there: a layer of 64 and one output, for standardised vectors. */
export interface CropClassifier extends BoxMoves {
  /** Of each number of a vector. */
  readonly mean: Float32Array;
  readonly deviation: Float32Array;
  /** [units, numbers of a vector] and [units]: 64, or as many for each of those that were joined. */
  readonly weight1: Float32Array;
  readonly bias1: Float32Array;
  /** [units] and [1]. */
  readonly weight2: Float32Array;
  readonly bias2: Float32Array;
}

/** The proposals of one picture and their vectors; places in both agree. */
export interface Crops {
  readonly proposals: readonly Proposal[];
  readonly vectors: readonly Float32Array[];
}

/** A proposal that overlaps a true box by 0.3 is worth nothing, one by 0.8 all. */
function worthOf(proposal: Box, truth: readonly Box[]): number {
  const most = truth.reduce((best, box) => Math.max(best, overlapOf(proposal, box)), 0);
  return Math.min(1, Math.max(0, (most - 0.3) / 0.5));
}

/** The crops of one view, and the true boxes in it. */
interface AnnotatedCrops extends Crops {
  readonly boxes: readonly Box[];
}

/** Trains what moves proposals and tells what they are worth then. @throws as {@link trainByCosine}. */
export async function trainCropClassifier(
  views: readonly AnnotatedCrops[],
  { steps, seed, onStep }: FinderTraining,
): Promise<CropClassifier> {
  const random = seededRandom(seed);
  const scale = scaleOf(views.flatMap(({ vectors }) => vectors));
  const examples = views.flatMap(({ proposals, vectors, boxes }) =>
    proposals.map((box, index) => ({
      box,
      vector: standardised(vectors[index] ?? new Float32Array(cropFeatures), scale),
      truth: boxes,
    })),
  );
  const moves = learntMoves(examples);
  const standard = examples.map(({ vector }) => vector);
  const worth = examples.map(({ box, vector, truth }) => worthOf(moved(box, vector, moves), truth));
  const promising = worth.flatMap((value, index) => (value > 0.2 ? [index] : []));
  const deviation = 1 / Math.sqrt(cropFeatures);
  const drawnWeights = (length: number, size: number): Float32Array =>
    Float32Array.from({ length }, () => size * normal(random));
  const graph = new GraphBuilder();
  const first = graph.node(
    'Gemm',
    [
      graph.input('input', ['n', cropFeatures]),
      graph.float('crop.1.weight', [hidden, cropFeatures], drawnWeights(hidden * cropFeatures, deviation)),
      graph.float('crop.1.bias', [hidden], new Float32Array(hidden)),
    ],
    { transB: { int: 1 } },
  );
  const logits = graph.node(
    'Gemm',
    [
      graph.node('Relu', [first]),
      graph.float('crop.2.weight', [1, hidden], drawnWeights(hidden, 0.1)),
      graph.float('crop.2.bias', [1], Float32Array.of(-2)),
    ],
    { transB: { int: 1 } },
    'logits',
  );
  graph.output(logits, ['n', 1]);
  const batchSize = batchOf.promising + batchOf.any;
  const step = describeStep(makeModel(graph.build('crops')), {
    batchSize,
    inputShape: [cropFeatures],
    optimiser,
    loss: 'sigmoid',
  });
  const batch = (): { input: Float32Array; targets: Float32Array } => {
    const rows = Array.from({ length: batchSize }, (_, row) =>
      row < batchOf.promising && promising.length > 0
        ? (promising[random.below(promising.length)] ?? 0)
        : random.below(standard.length),
    );
    return {
      input: packed(rows.map((row) => standard[row] ?? new Float32Array(cropFeatures))),
      targets: Float32Array.from(rows, (row) => worth[row] ?? 0),
    };
  };
  const tensors = await trainByCosine(step, { steps, peakRate, batch, onStep });
  const value = (name: string): Float32Array => tensors.get(name)?.data ?? new Float32Array();
  return {
    ...scale,
    ...moves,
    weight1: value('crop.1.weight'),
    bias1: value('crop.1.bias'),
    weight2: value('crop.2.weight'),
    bias2: value('crop.2.bias'),
  };
}

type Scale = Pick<CropClassifier, 'mean' | 'deviation'>;

function scaleOf(vectors: readonly Float32Array[]): Scale {
  const [sum, square] = [new Float64Array(cropFeatures), new Float64Array(cropFeatures)];
  for (const vector of vectors)
    for (let i = 0; i < cropFeatures; i += 1) {
      const value = vector[i] ?? 0;
      sum[i] = (sum[i] ?? 0) + value;
      square[i] = (square[i] ?? 0) + value * value;
    }
  const n = Math.max(1, vectors.length);
  const mean = Float32Array.from(sum, (value) => value / n);
  const deviation = Float32Array.from(square, (value, i) =>
    Math.sqrt(Math.max(1e-6, value / n - (mean[i] ?? 0) ** 2)),
  );
  return { mean, deviation };
}

function standardised(vector: Float32Array, { mean, deviation }: Scale): Float32Array {
  return vector.map((value, i) => (value - (mean[i] ?? 0)) / (deviation[i] ?? 1));
}

/** How much a proposal is worth, 0..1. @param standard its standardised vector. */
function toldWorth(standard: Float32Array, classifier: CropClassifier): number {
  const { weight1, bias1, weight2, bias2 } = classifier;
  let logit = bias2[0] ?? 0;
  for (let unit = 0; unit < bias1.length; unit += 1) {
    let sum = bias1[unit] ?? 0;
    const row = unit * cropFeatures;
    for (let i = 0; i < cropFeatures; i += 1) sum += (weight1[row + i] ?? 0) * (standard[i] ?? 0);
    if (sum > 0) logit += sum * (weight2[unit] ?? 0);
  }
  return 1 / (1 + Math.exp(-logit));
}

const mostBoxes = 600;
const leastWorth = 0.02;
/** Overlap from which two proposals are one thing. */
const sameThing = 0.3;

/** The proposals that are worth something, one for each thing, where people would draw their boxes. */
export function boxesInCrops({ proposals, vectors }: Crops, classifier: CropClassifier): FoundBox[] {
  const found = vectors.flatMap((vector, index): FoundBox[] => {
    const proposal = proposals[index];
    const standard = standardised(vector, classifier);
    const score = toldWorth(standard, classifier);
    if (proposal === undefined || score < leastWorth) return [];
    const { x, y, width, height } = moved(proposal, standard, classifier);
    return [{ x, y, width, height, score }];
  });
  const surest = bySureness(found).slice(0, mostBoxes);
  return withoutOverlaps(surest, sameThing);
}
