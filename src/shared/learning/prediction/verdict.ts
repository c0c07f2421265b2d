import { z } from 'zod';
import { argmax, meanLogits, softmax } from '../figures/metrics.ts';

/** The answer about one thing under the microscope, over one or several photos of it. */
export const verdictSchema = z.object({
  files: z.array(z.string()),
  /**
   * A class name; `unlike-training` where the photos are further from all training photos than validation photos are;
   * `unsure` where the confidence is below the model's threshold.
   */
  verdict: z.string(),
  /** The likeliest class, whatever the confidence. */
  class: z.string(),
  /** Temperature-scaled probability of `class`, 0..1. */
  confidence: z.number().min(0).max(1),
  probabilities: z.record(z.string(), z.number()),
  /** Distance to the nearest training photo as a share of the model's limit; null where the model knows none. */
  distance: z.number().nullable().default(null),
  /** Name of the model that answered. */
  model: z.string(),
});
export type Verdict = z.infer<typeof verdictSchema>;

export const unsure = 'unsure';
export const unlikeTraining = 'unlike-training';

/**
 * What a model comes to: it names a class, or its confidence is below the threshold, or the photos are further from all
 * training photos than validation photos are, and its confidence means nothing.
 */
export const outcomes = ['class', 'unsure', 'unlike'] as const;
export type Outcome = (typeof outcomes)[number];

/** The one place that decides. @param threshold confidence below which it is `unsure`. */
export function outcomeOf(
  { confidence, distance }: Pick<Verdict, 'confidence' | 'distance'>,
  threshold: number,
): Outcome {
  if (distance !== null && distance > 1) return 'unlike';
  return confidence < threshold ? 'unsure' : 'class';
}

/** An outcome under another threshold: how far photos are from the training photos does not depend on it. */
export function outcomeAnew(
  { outcome, confidence }: { readonly outcome: Outcome; readonly confidence: number },
  threshold: number,
): Outcome {
  return outcome === 'unlike' ? outcome : outcomeOf({ confidence, distance: null }, threshold);
}

/** The class that logits speak for most, and its temperature-scaled probability, 0..1. */
export function likeliestOf(
  logits: readonly number[],
  temperature: number,
): { readonly predicted: number; readonly confidence: number; readonly probabilities: readonly number[] } {
  const probabilities = softmax(logits, temperature);
  const predicted = argmax(probabilities);
  return { predicted, confidence: Math.min(1, probabilities[predicted] ?? 0), probabilities };
}

/** Whether a verdict names a class, rather than saying why it does not. */
export function isDecided({ verdict, class: likeliest }: Pick<Verdict, 'verdict' | 'class'>): boolean {
  return verdict === likeliest;
}

/** What a network says of one photo, before it is read. */
export const seenSchema = z.object({
  /** One per class. */
  logits: z.array(z.number()),
  /** As in a verdict. */
  distance: z.number().nullable().default(null),
});
export type Seen = z.infer<typeof seenSchema>;

/** What angles of one sample mean together: the means of their logits and of their distances. */
export function meanSeen(angles: readonly Seen[]): Seen {
  const distances = angles.flatMap(({ distance }) => (distance === null ? [] : [distance]));
  const sum = distances.reduce((total, distance) => total + distance, 0);
  return {
    logits: meanLogits(angles.map(({ logits }) => logits)),
    distance: distances.length === 0 ? null : sum / distances.length,
  };
}

/** How a model's logits are to be read. */
export const readingSchema = z.object({
  /** Names of its classes, in the order of the logits. */
  classes: z.array(z.string()).min(1),
  /** Divides the logits. */
  temperature: z.number().positive(),
  /** Confidence below which the verdict is `unsure`. */
  threshold: z.number().min(0).max(1),
});
export type Reading = z.infer<typeof readingSchema>;

/** The verdict that is meant: temperature-scaled, and none where it would be a guess. */
export function verdictFrom(
  { logits, distance }: Seen,
  { classes, temperature, threshold }: Reading,
): Omit<Verdict, 'files' | 'model'> {
  const { predicted, confidence, probabilities } = likeliestOf(logits, temperature);
  const name = classes[predicted] ?? unsure;
  const word = { class: name, unsure, unlike: unlikeTraining };
  return {
    verdict: word[outcomeOf({ confidence, distance }, threshold)],
    class: name,
    confidence,
    probabilities: Object.fromEntries(
      classes.map((className, index) => [className, probabilities[index] ?? 0]),
    ),
    distance,
  };
}
