import { z } from 'zod';
import { rowId } from './ids.ts';

/** A named scale: an objective on a camera, calibrated once. */
export const scaleProfileSchema = z.object({
  id: rowId,
  name: z.string().trim().min(1).max(60),
  umPerPixel: z.number().positive().max(10_000),
});
export type ScaleProfile = z.infer<typeof scaleProfileSchema>;

/** The lab's profiles, and the one that new photos get. */
export const scaleProfilesSchema = z.object({
  profiles: z.array(scaleProfileSchema),
  chosen: rowId.nullable(),
});
export type ScaleProfiles = z.infer<typeof scaleProfilesSchema>;
