import { z } from 'zod';
import { sampleId } from './ids.ts';

/** What the watched folder is doing. */
export const watchStateSchema = z.object({
  directory: z.string(),
  /** The sample that gets what appears; null while none is chosen. */
  sample: sampleId.nullable(),
  /** Added since watching began. */
  photos: z.int(),
  /** What was wrong with the last file, as a sentence; null where nothing was. */
  problem: z.string().nullable(),
});
export type WatchState = z.infer<typeof watchStateSchema>;
