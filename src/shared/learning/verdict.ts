import { z } from 'zod';

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
