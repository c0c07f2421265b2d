import { z } from 'zod';
import { clusterBootstrap, clustersOf, estimate, estimateSchema } from './cluster-bootstrap.ts';
import { type LabelledLogits, argmax } from './metrics.ts';

/** How one class was recognised. What cannot be said is null: the precision of a class that nothing was taken for. */
export const classFiguresSchema = z.object({
  /** How many were of this class. */
  support: z.int(),
  /** How many were taken for it. */
  predicted: z.int(),
  /** Of those taken for it, the share that were. */
  precision: estimateSchema.nullable(),
  /** Of those that were, the share that was found. */
  recall: estimateSchema.nullable(),
  f1: estimateSchema.nullable(),
});
export type ClassFigures = z.infer<typeof classFiguresSchema>;

/**
 * Precision, recall and F1 of every class with 95 % bootstrap intervals over samples. Precision and recall as in van
 * Rijsbergen, "Information Retrieval" (1979), chapter 7; F1 = 2 hits / (support + predicted).
 *
 * @param labelled photos, or samples fused.
 * @param classes how many classes there are.
 */
export function perClassFigures(
  labelled: readonly LabelledLogits[],
  classes: number,
  seed: number,
): ClassFigures[] {
  const truths = Uint32Array.from(labelled, ({ truth }) => truth);
  const predictions = Uint32Array.from(labelled, ({ logits }) => argmax(logits));
  const clusters = clustersOf(labelled);
  const counts = (weights: Uint32Array): Counts => {
    const found: Counts = {
      support: new Float64Array(classes),
      predicted: new Float64Array(classes),
      hits: new Float64Array(classes),
    };
    for (let i = 0; i < truths.length; i += 1) {
      const weight = weights[clusters.of[i] ?? 0] ?? 0;
      if (weight === 0) continue;
      const [truth = 0, prediction = 0] = [truths[i], predictions[i]];
      found.support[truth] = (found.support[truth] ?? 0) + weight;
      found.predicted[prediction] = (found.predicted[prediction] ?? 0) + weight;
      if (truth === prediction) found.hits[truth] = (found.hits[truth] ?? 0) + weight;
    }
    return found;
  };
  const all = counts(new Uint32Array(clusters.count).fill(1));
  const figures = figuresOf(all, classes);
  const intervals = clusterBootstrap(clusters.count, seed, (weights) => figuresOf(counts(weights), classes));
  const samplesBehind = behind(truths, predictions, clusters.of, classes);
  return Array.from({ length: classes }, (_, index) => {
    const at = (place: 0 | 1 | 2, n: number): ClassFigures['f1'] => {
      const value = figures[3 * index + place] ?? null;
      return value === null ? null : estimate(value, intervals[3 * index + place] ?? null, n);
    };
    const { ofClass = 0, takenFor = 0 } = samplesBehind[index] ?? {};
    return {
      support: all.support[index] ?? 0,
      predicted: all.predicted[index] ?? 0,
      precision: at(0, takenFor),
      recall: at(1, ofClass),
      f1: at(2, ofClass),
    };
  });
}

interface Counts {
  readonly support: Float64Array;
  readonly predicted: Float64Array;
  readonly hits: Float64Array;
}

/** Precision, recall and F1 of every class, one after another. */
function figuresOf({ support, predicted, hits }: Counts, classes: number): (number | null)[] {
  const found: (number | null)[] = [];
  const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
  for (let index = 0; index < classes; index += 1) {
    const [actual = 0, taken = 0, right = 0] = [support[index], predicted[index], hits[index]];
    // A class that does not occur has no F1, whatever was taken for it.
    found.push(
      share(right, taken),
      share(right, actual),
      actual === 0 ? null : share(2 * right, actual + taken),
    );
  }
  return found;
}

/** How many samples are of each class, and how many have something that was taken for it. */
function behind(
  truths: Uint32Array,
  predictions: Uint32Array,
  samples: Uint32Array,
  classes: number,
): { ofClass: number; takenFor: number }[] {
  const countOf = (of: Uint32Array): number[] => {
    const sets = Array.from({ length: classes }, () => new Set<number>());
    of.forEach((index, i) => sets[index]?.add(samples[i] ?? 0));
    return sets.map(({ size }) => size);
  };
  const [ofClass, takenFor] = [countOf(truths), countOf(predictions)];
  return ofClass.map((count, index) => ({ ofClass: count, takenFor: takenFor[index] ?? 0 }));
}
