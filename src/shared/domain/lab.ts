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
export const labTopicSchema = z.enum([
  'lab',
  'catalogue',
  'details',
  'runs',
  'studies',
  'models',
  'review',
  'trays',
]);
export type LabTopic = z.infer<typeof labTopicSchema>;

export const verifyArgsSchema = z.object({
  /** A folder in which files of photos are looked for that are missing; the lab's own is looked through anyway. */
  lookIn: z.string().min(1).optional(),
});

/** What lies in a lab's folder that no row knows of. `unfinished`: written when its program was killed. */
export const leftoverKinds = ['unfinished', 'photos', 'models', 'runs', 'databases'] as const;

export const verifyResultSchema = z.object({
  photos: z.int(),
  models: z.int(),
  thumbnails: z.int(),
  /** Of the store's files those without a row, left by an import that was killed; harmless. */
  leftovers: z.int(),
  /** All that no row knows of, by kind. */
  left: z.array(z.object({ kind: z.enum(leftoverKinds), files: z.int(), bytes: z.int() })),
  /** Each problem as a sentence; empty means clean. */
  problems: z.array(z.string()),
  /** What a repair did, or would do, as sentences. */
  repairs: z.array(z.string()),
});
export type VerifyResult = z.infer<typeof verifyResultSchema>;
export type Leftover = VerifyResult['left'][number];
