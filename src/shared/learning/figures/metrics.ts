import { shareInterval } from './cluster-bootstrap.ts';
import type { BothEvaluations, Evaluation } from '../plan.ts';

/** Logits of one photo (or of one sample, fused), with the truth: what figures are worked out from. */
export interface LabelledLogits {
  /** One logit per class. */
  readonly logits: readonly number[];
  /** Index of the true class. */
  readonly truth: number;
  /** Row id of the physical sample. */
  readonly sample: number;
}

/** log of softmax, numerically safe. @param temperature divides the logits. */
export function logSoftmax(logits: readonly number[], temperature = 1): number[] {
  const scaled = logits.map((logit) => logit / temperature);
  const largest = Math.max(...scaled);
  const logSum = largest + Math.log(scaled.reduce((sum, logit) => sum + Math.exp(logit - largest), 0));
  return scaled.map((logit) => logit - logSum);
}

/** Class probabilities, 0..1, summing to 1. */
export function softmax(logits: readonly number[], temperature = 1): number[] {
  return logSoftmax(logits, temperature).map(Math.exp);
}

/** Index of the largest value; the first of equals. */
export function argmax(values: readonly number[]): number {
  return values.reduce((best, value, index) => (value > (values[best] ?? -Infinity) ? index : best), 0);
}

/** Mean of logits over the angles of one sample: the fusion that calibrates best. */
export function meanLogits(logits: readonly (readonly number[])[]): number[] {
  const [first = []] = logits;
  return first.map((_, index) => logits.reduce((sum, row) => sum + (row[index] ?? 0), 0) / logits.length);
}

/** One entry per sample, its photos' logits averaged. */
export function fuseBySample(photos: readonly LabelledLogits[]): LabelledLogits[] {
  return [...Map.groupBy(photos, ({ sample }) => sample)].map(([sample, angles]) => ({
    sample,
    truth: angles[0]?.truth ?? 0,
    logits: meanLogits(angles.map(({ logits }) => logits)),
  }));
}

/** Rows: truth; columns: prediction. */
export function confusionMatrix(labelled: readonly LabelledLogits[], classes: number): number[][] {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (const { logits, truth } of labelled) {
    const row = counts[truth];
    const column = argmax(logits);
    if (row !== undefined) row[column] = (row[column] ?? 0) + 1;
  }
  return counts;
}

/** Mean F1 over the classes that occur in the truth: a class without photos has no F1, not an F1 of 0. */
export function macroF1(confusion: readonly (readonly number[])[]): number {
  const scores = confusion.flatMap((row, index) => {
    const actual = sum(row);
    if (actual === 0) return [];
    const hits = row[index] ?? 0;
    const predicted = sum(confusion.map((other) => other[index] ?? 0));
    return [(2 * hits) / (actual + predicted)];
  });
  return scores.length === 0 ? 0 : sum(scores) / scores.length;
}

/** 95 % interval of the accuracy; see {@link shareInterval}. */
export function accuracyInterval(labelled: readonly LabelledLogits[], seed: number): [number, number] {
  return shareInterval(
    labelled.map((one) => ({ sample: one.sample, right: isRight(one) })),
    seed,
  );
}

/** All figures of one side, by photo and by sample. @param classes how many classes there are. */
export function evaluate(photos: readonly LabelledLogits[], classes: number, seed: number): BothEvaluations {
  return {
    photo: evaluateOne(photos, classes, seed),
    sample: evaluateOne(fuseBySample(photos), classes, seed),
  };
}

/** Figures of photos, or of samples fused. */
export function evaluateOne(labelled: readonly LabelledLogits[], classes: number, seed: number): Evaluation {
  const confusion = confusionMatrix(labelled, classes);
  return {
    n: labelled.length,
    accuracy: labelled.length === 0 ? 0 : labelled.filter(isRight).length / labelled.length,
    ci95: accuracyInterval(labelled, seed),
    macroF1: macroF1(confusion),
    confusion,
  };
}

function isRight({ logits, truth }: LabelledLogits): boolean {
  return argmax(logits) === truth;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
