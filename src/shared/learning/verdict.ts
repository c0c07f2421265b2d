import { z } from 'zod';
import { argmax, softmax } from './metrics.ts';

/** The answer about one thing under the microscope, over one or several photos of it. */
export const verdictSchema = z.object({
  files: z.array(z.string()),
  /** A class name, or `unsure` where the confidence is below the model's threshold. */
  verdict: z.string(),
  /** The likeliest class, whatever the confidence. */
  class: z.string(),
  /** Temperature-scaled probability of `class`, 0..1. */
  confidence: z.number().min(0).max(1),
  probabilities: z.record(z.string(), z.number()),
  /** Name of the model that answered. */
  model: z.string(),
});
export type Verdict = z.infer<typeof verdictSchema>;

export const unsure = 'unsure';

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

/** The verdict that logits mean: temperature-scaled, and `unsure` below the model's threshold. */
export function verdictFrom(
  logits: readonly number[],
  { classes, temperature, threshold }: Reading,
): Omit<Verdict, 'files' | 'model'> {
  const probabilities = softmax(logits, temperature);
  const likeliest = argmax(probabilities);
  const name = classes[likeliest] ?? unsure;
  const confidence = Math.min(1, probabilities[likeliest] ?? 0);
  return {
    verdict: confidence < threshold ? unsure : name,
    class: name,
    confidence,
    probabilities: Object.fromEntries(
      classes.map((className, index) => [className, probabilities[index] ?? 0]),
    ),
  };
}
