import { z } from 'zod';
import { solved } from '../linear-system.ts';

/** What a sureness rests on: samples that were held out, or nothing but experience. */
export const surenessBases = ['cross-validation', 'validation', 'experience'] as const;

/**
 * How a model's confidence and nearness become one answer to "do I know this?": a logistic regression of whether the class
 * that is named is right on the log odds of the confidence and on the logarithm of the distance.
 */
export const surenessSchema = z.object({
  bias: z.number(),
  /** Of the confidence's log odds; never below 0. */
  confidence: z.number().min(0),
  /** Of the distance's natural logarithm, in shares of the model's limit; never above 0. */
  distance: z.number().max(0),
  basis: z.enum(surenessBases),
  /** How many held-out samples it was fitted to: of the model's classes, and of classes left out to imitate the unknown. */
  known: z.int().min(0),
  unknown: z.int().min(0),
});
export type Sureness = z.infer<typeof surenessSchema>;

/** What one thing, or one photo of it, says for itself. */
export interface Signs {
  /** Temperature-scaled probability of the likeliest class, 0..1. */
  readonly confidence: number;
  /** As in a prediction. */
  readonly distance: number | null;
}

/** Log odds beyond this say no more. */
const mostLogOdds = 6;
/** A copy of a training photo is at no distance; the logarithm needs one. */
const leastDistance = 1e-3;

/**
 * How sure a model may be of the class that it names, 0..1, things of unknown classes included: 0.5 is as often right as
 * not where half of all things were of classes that it never saw. A model of an older Strandline has only its confidence,
 * which means nothing beyond its limit.
 */
export function surenessOf(signs: Signs, model: Sureness | null | undefined): number {
  if (model === null || model === undefined)
    return signs.distance !== null && signs.distance > 1 ? 0 : signs.confidence;
  const [odds, apart] = regressors(signs);
  return sigmoid(model.bias + model.confidence * odds + model.distance * apart);
}

function regressors({ confidence, distance }: Signs): readonly [number, number] {
  const odds = Math.log(confidence / Math.max(1e-12, 1 - confidence));
  return [
    Math.min(mostLogOdds, Math.max(-mostLogOdds, odds)),
    Math.log(Math.max(leastDistance, distance ?? 1)),
  ];
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** A held-out photo of one thing. */
export interface Held extends Signs {
  readonly sample: number;
  /** Whether its class is one of the model's. */
  readonly known: boolean;
  /** Whether its class was named; never of the unknown. */
  readonly right: boolean;
}

/** Below so many held-out samples of either kind nothing is fitted. */
const fewest = 10;

/**
 * Where there is too little to fit: about what ETH-80 and TrashNet fit to. A distance at the limit and a confidence of 90 %
 * make 0.5.
 */
const experienced: Sureness = {
  ...{ bias: -0.7, confidence: 0.32, distance: -3 },
  ...{ basis: 'experience', known: 0, unknown: 0 },
};

/**
 * Fits a sureness to held-out photos. Every sample weighs the same, however many photos it has, and the known together as
 * much as the unknown; a ridge of one sample draws the weights to 0, and a weight of the wrong sign is 0.
 */
export function fitSureness(
  held: readonly Held[],
  basis: Exclude<Sureness['basis'], 'experience'>,
): Sureness {
  const samplesOf = (known: boolean): number =>
    new Set(held.flatMap((one) => (one.known === known ? [one.sample] : []))).size;
  const [known, unknown] = [samplesOf(true), samplesOf(false)];
  if (known < fewest || unknown < fewest) return { ...experienced, known, unknown };
  const photos = Map.groupBy(held, ({ sample, known: isKnown }) => `${isKnown} ${sample}`);
  const rows = held.map((one): Row => {
    const [odds, apart] = regressors(one);
    const share = 1 / (photos.get(`${one.known} ${one.sample}`)?.length ?? 1);
    return {
      x: [1, odds, apart],
      right: one.right ? 1 : 0,
      weight: one.known ? share : (share * known) / unknown,
    };
  });
  let [bias = 0, confidence = 0, distance = 0] = logisticRegression(rows, [0, 1, 2]);
  if (confidence < 0) [bias = 0, distance = 0, confidence = 0] = [...logisticRegression(rows, [0, 2]), 0];
  if (distance > 0) [bias = 0, confidence = 0, distance = 0] = [...logisticRegression(rows, [0, 1]), 0];
  return {
    bias,
    confidence: Math.max(0, confidence),
    distance: Math.min(0, distance),
    basis,
    known,
    unknown,
  };
}

interface Row {
  readonly x: readonly number[];
  readonly right: number;
  readonly weight: number;
}

/** Newton's method on the penalised likelihood, which has one maximum; the intercept is not penalised. @param used columns. */
function logisticRegression(rows: readonly Row[], used: readonly number[]): number[] {
  let weights = used.map(() => 0);
  for (let step = 0; step < 50; step += 1) {
    const ridge = used.map((column): number => (column === 0 ? 1e-6 : 1));
    const gradient = ridge.map((penalty, i) => -penalty * (weights[i] ?? 0));
    const curvature = ridge.map((penalty, i) => ridge.map((_, j) => (i === j ? penalty : 0)));
    for (const { x, right, weight } of rows) {
      const values = used.map((column) => x[column] ?? 0);
      const p = sigmoid(values.reduce((sum, value, i) => sum + value * (weights[i] ?? 0), 0));
      values.forEach((value, i) => {
        gradient[i] = (gradient[i] ?? 0) + weight * (right - p) * value;
        const line = curvature[i];
        if (line !== undefined)
          values.forEach((other, j) => {
            line[j] = (line[j] ?? 0) + weight * p * (1 - p) * value * other;
          });
      });
    }
    const change = solved(curvature, gradient);
    weights = weights.map((value, i) => value + (change[i] ?? 0));
    if (change.every((value) => Math.abs(value) < 1e-8)) break;
  }
  return weights;
}

/** A held-out thing of a known class: how sure of it the model is, and whether it was right. */
export interface Answered {
  readonly sureness: number;
  readonly right: boolean;
  readonly sample: number;
}

/** A threshold outside of these would let everything through, or nothing. */
export const thresholdRange = { least: 0.05, most: 0.95 } as const;
/** Where there is too little to choose it by. */
const cautious = 0.7;
/** Shares of the known that are rejected. */
export interface Rejected {
  readonly atLeast: number;
  readonly atMost: number;
}

/** What is least like the known is where the unknown hides; a model that is hardly ever sure helps nobody. */
const rejectedByDefault: Rejected = { atLeast: 0.11, atMost: 1 / 3 };
/** Where a person says how often accepted verdicts shall be right, that alone counts. */
export const rejectedOnWish: Rejected = { atLeast: 0, atMost: 1 / 2 };

/**
 * The sureness below which no class is named: the lowest at which accepted things of known classes are right as often as was
 * asked for. Every sample weighs the same. Below ten samples a cautious default.
 *
 * @param target how often accepted verdicts shall be right, 0.5..1.
 */
export function chooseThreshold(
  answers: readonly Answered[],
  target: number,
  { atLeast, atMost }: Rejected = rejectedByDefault,
): number {
  const samples = Map.groupBy(answers, ({ sample }) => sample);
  if (samples.size < fewest) return cautious;
  const sorted = answers
    .map(({ sureness, right, sample }) => ({
      sureness,
      right,
      weight: 1 / (samples.get(sample)?.length ?? 1),
    }))
    .sort((a, b) => a.sureness - b.sureness);
  const weighed = (of: readonly (typeof sorted)[number][]): number =>
    of.reduce((sum, { weight }) => sum + weight, 0);
  const all = weighed(sorted);
  let left = all;
  let right = weighed(sorted.filter((one) => one.right));
  for (const one of sorted) {
    const rejected = 1 - left / all;
    const isEnough = rejected >= atLeast - 1e-9 && right / left >= target;
    if (isEnough || rejected >= atMost) return clamped(one.sureness);
    left -= one.weight;
    if (one.right) right -= one.weight;
  }
  return clamped(sorted.at(-1)?.sureness ?? cautious);
}

function clamped(threshold: number): number {
  return Math.min(thresholdRange.most, Math.max(thresholdRange.least, threshold));
}
