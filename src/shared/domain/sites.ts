import { z } from 'zod';
import { fieldValuesSchema } from '../fields/field.ts';
import { siteFields } from '../fields/site-fields.ts';
import { namedRecord } from './named-record.ts';

const id = z.int().positive();

/** A site as it stands in the list and on the map. */
export const siteSummarySchema = z.object({
  id,
  name: z.string(),
  /** ISO 3166 code. */
  country: z.string().nullable(),
  region: z.string().nullable(),
  /** Decimal degrees, WGS 84. */
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
  surveys: z.int(),
  samples: z.int(),
  /** Samples per class name. */
  classes: namedRecord(z.int()),
  /** ISO date of the newest visit. */
  lastDate: z.string().nullable(),
});
export type SiteSummary = z.infer<typeof siteSummarySchema>;

/** All that is known of a site. */
export const siteFactsSchema = z.object({ id, fields: fieldValuesSchema(siteFields) });
export type SiteFacts = z.infer<typeof siteFactsSchema>;
