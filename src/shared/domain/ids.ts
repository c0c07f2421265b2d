import { z } from 'zod';

/*
 * The ids of rows. Each kind has a brand of its own, so that a photo's id is not taken for its sample's: what is parsed and
 * what is read from the database carries it, and a plain number does not pass for it. A sample's printed number is its
 * `number`, not its id.
 */
export const rowId = z.int().positive();

export const sampleId = rowId.brand<'SampleId'>();
export type SampleId = z.infer<typeof sampleId>;

export const photoId = rowId.brand<'PhotoId'>();
export type PhotoId = z.infer<typeof photoId>;

/** A detector's id or its name. */
export const detectorReference = z.string().min(1).max(200);
