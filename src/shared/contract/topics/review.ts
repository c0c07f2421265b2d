import { z } from 'zod';
import { idListSchema } from '../../domain/grid.ts';
import { healthSchema } from '../../review/health.ts';
import { agreementResultSchema, askSchema, reviewListSchema } from '../../review/review.ts';
import { clusterTreeSchema, clusteringSchema } from '../../review/cluster-tree.ts';
import { jobRef, nothing, rowId } from '../common.ts';
import { call } from '../define.ts';

/** Default: the model in use, all surveys. */
const about = z.object({ model: rowId.optional(), survey: rowId.optional() });

export const reviewTopic = {
  /** The samples that need a look, the most urgent first. */
  list: call(about, reviewListSchema),
  /** Asks a model about the samples that have photos; the job's result is an `askResultSchema`. */
  ask: call(askSchema, jobRef),
  /** The samples that whoever is at the keyboard has yet to read blind, in an order that tells nothing. */
  blind: call(z.object({ survey: rowId.optional() }), idListSchema),
  /** Puts samples into clusters by likeness; the job's result is a `clusterResultSchema`. */
  cluster: call(clusteringSchema, jobRef),
  /** The clusters as they were made last; null where they never were. */
  clusters: call(clusteringSchema, clusterTreeSchema.nullable()),
  /** Measures the photos that were not measured yet; the job's result is a `measureResultSchema`. */
  measure: call(nothing, jobRef),
  /** What may be wrong with the lab's photos, as far as they were measured. */
  health: call(nothing, healthSchema),
  /** How readers, the labels and the model agree. */
  agreement: call(about, agreementResultSchema),
} as const;
