import { z } from 'zod';

export const labSchema = z.object({
  directory: z.string(),
  name: z.string(),
  schemaVersion: z.int(),
  createdAt: z.string(),
  /** Why it can only be read, as a sentence; null where it may be written. */
  readOnly: z.string().nullable(),
  counts: z.object({ surveys: z.int(), samples: z.int(), photos: z.int(), runs: z.int(), models: z.int() }),
});
export type LabSummary = z.infer<typeof labSchema>;

/**
 * What of a lab can change. `catalogue`: there are other rows than before, or in another order; `details`: the rows are the
 * same and something about them is different.
 */
export const labTopicSchema = z.enum(['lab', 'catalogue', 'details', 'runs', 'studies', 'models', 'review']);
export type LabTopic = z.infer<typeof labTopicSchema>;

export const verifyResultSchema = z.object({
  photos: z.int(),
  /** Files without a row, left by an import that was killed; harmless. */
  leftovers: z.int(),
  /** Each problem as a sentence; empty means clean. */
  problems: z.array(z.string()),
});
export type VerifyResult = z.infer<typeof verifyResultSchema>;
