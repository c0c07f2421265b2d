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
  const probabilities = softmax(logits, temperature);
  const likeliest = argmax(probabilities);
  const name = classes[likeliest] ?? unsure;
  const confidence = Math.min(1, probabilities[likeliest] ?? 0);
  return {
    verdict: distance !== null && distance > 1 ? unlikeTraining : confidence < threshold ? unsure : name,
    class: name,
    confidence,
    probabilities: Object.fromEntries(
      classes.map((className, index) => [className, probabilities[index] ?? 0]),
    ),
    distance,
  };
}
