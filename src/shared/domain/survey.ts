import { z } from 'zod';
import { fieldValuesSchema } from '../fields/field.ts';
import { surveyFields } from '../fields/survey-fields.ts';
import { rowId } from './ids.ts';
import { namedRecord } from './named-record.ts';

export const surveySchema = z.object({
  id: rowId,
  name: z.string(),
  site: z.string().nullable(),
  siteId: rowId.nullable(),
  /** ISO date of the visit; null while not entered. */
  date: z.string().nullable(),
  samples: z.int(),
  photos: z.int(),
  /** Samples per class name. */
  classes: namedRecord(z.int()),
});
export type SurveySummary = z.infer<typeof surveySchema>;

/** A survey with all its protocol fields. */
export const surveyProtocolSchema = z.object({ id: rowId, fields: fieldValuesSchema(surveyFields) });
export type SurveyProtocol = z.infer<typeof surveyProtocolSchema>;
