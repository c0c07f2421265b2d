import { z } from 'zod';
import { rowId } from '../common.ts';
import { call } from '../define.ts';

const trustSchema = z.object({
  model: rowId,
  temperature: z.number().positive(),
  /** How often accepted verdicts shall be right; the person's choice, or what the model was made with. */
  target: z.number(),
  /** Confidence below which verdicts are `unsure`. */
  threshold: z.number(),
});
export type ModelTrust = z.infer<typeof trustSchema>;

export const trustTopic = {
  /** How a model's confidences are read in this lab. */
  get: call(z.object({ model: rowId }), trustSchema),
  /**
   * Chooses the threshold anew, from what the model's run said of its validation photos, so that accepted verdicts are right
   * this often. It is an edit and can be undone.
   */
  setTarget: call(z.object({ model: rowId, target: z.number().min(0.5).max(0.999) }), trustSchema),
} as const;
