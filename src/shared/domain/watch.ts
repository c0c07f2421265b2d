import { z } from 'zod';
import { sampleId } from './ids.ts';

/** What the watched folder is doing. */
export const watchStateSchema = z.object({
  directory: z.string(),
  /** The sample that gets what appears, until another is aimed at; null while none is. */
  sample: sampleId.nullable(),
  /** Added since watching began. */
  photos: z.int(),
  /** Photos in the folder that belong to no sample: they lay there before, or came while none was aimed at. */
  waiting: z.int(),
  /** What was wrong with the last file, as a sentence; null where nothing was. */
  problem: z.string().nullable(),
});
export type WatchState = z.infer<typeof watchStateSchema>;
