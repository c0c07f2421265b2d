import { z } from 'zod';
import { fieldValuesSchema } from '../fields/field.ts';
import { detailFields } from '../fields/sample-fields.ts';
import { rowId, sampleId } from './ids.ts';
import { photoSchema } from './photo.ts';

export const sampleSchema = z.object({
  id: sampleId,
  survey: rowId,
  number: z.string(),
  class: z.object({ id: rowId, name: z.string() }).nullable(),
  details: fieldValuesSchema(detailFields),
  /** Whether its class was decided in a review. */
  reviewed: z.boolean(),
  /** The vocabulary's terms for the words in `details`, null where it has none. */
  terms: z.object({
    morphotype: z.string().nullable(),
    colour: z.string().nullable(),
    polymer: z.string().nullable(),
  }),
  photos: z.array(photoSchema),
});
export type SampleRow = z.infer<typeof sampleSchema>;

/** A sample by its number, with what tells it from one of the same number in another survey. */
export const foundSampleSchema = z.object({
  id: sampleId,
  number: z.string(),
  survey: rowId,
  surveyName: z.string(),
  class: z.string().nullable(),
});
export type FoundSample = z.infer<typeof foundSampleSchema>;
