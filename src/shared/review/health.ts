import { z } from 'zod';
import { sampleId } from '../domain/ids.ts';

/** What may be wrong with photos; each is a figure with the photos behind it. */
export const healthKinds = ['contradicting', 'twice', 'blurred', 'dark', 'bright', 'small', 'odd'] as const;
export type HealthKind = (typeof healthKinds)[number];

const healthPhotoSchema = z.object({
  hash: z.string(),
  sample: sampleId,
  number: z.string(),
  /** Of its sample; null is none. */
  class: z.string().nullable(),
  rotation: z.number(),
});
export type HealthPhoto = z.infer<typeof healthPhotoSchema>;

export const healthSchema = z.object({
  /** Photos in use, and how many of them have been measured. */
  photos: z.int(),
  measured: z.int(),
  figures: z.array(
    z.object({
      kind: z.enum(healthKinds),
      total: z.int(),
      /** The first of them; of those that look alike the two of a pair one after the other. */
      photos: z.array(healthPhotoSchema),
    }),
  ),
});
export type Health = z.infer<typeof healthSchema>;

export const measureResultSchema = z.object({
  measured: z.int(),
  /** Photos that could not be read, each with its reason as a sentence. */
  skipped: z.array(z.string()),
});
export type MeasureResult = z.infer<typeof measureResultSchema>;
