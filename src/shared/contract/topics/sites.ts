import { z } from 'zod';
import { siteFactsSchema, siteSummarySchema } from '../../domain/sites.ts';
import { nothing, rowId } from '../common.ts';
import { call } from '../define.ts';

/** The beaches that are visited again and again; what people change of them is in the topic of edits. */
export const sitesTopic = {
  list: call(nothing, z.array(siteSummarySchema)),
  get: call(z.object({ site: rowId }), siteFactsSchema),
} as const;
