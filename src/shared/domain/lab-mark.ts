import { z } from 'zod';

/** What a lab that was merged is told apart by: the beginning of its uid. */
export const labMarkSchema = z.string().regex(/^[0-9a-f]{4,32}$/);

/** A lab whose samples came here by a merge. */
export const mergedLabSchema = z.object({
  mark: labMarkSchema,
  /** Of its samples, those that are in use. */
  samples: z.int(),
  /** Surveys that they are of, by name; a person knows a lab by them. */
  surveys: z.array(z.string()),
});
export type MergedLab = z.infer<typeof mergedLabSchema>;
