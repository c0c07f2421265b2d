import { z } from 'zod';
import { sampleId } from '../domain/ids.ts';

/** Which samples are put into clusters: those without a class, or those with one that nobody has reviewed. */
export const clusteredKinds = ['unlabelled', 'labelled'] as const;
export type ClusteredKind = (typeof clusteredKinds)[number];

/** Which samples are meant; default: of all surveys. */
export const clusteringSchema = z.object({
  survey: z.int().positive().optional(),
  of: z.enum(clusteredKinds),
});
export type Clustering = z.infer<typeof clusteringSchema>;

/**
 * Samples joined by likeness into ever larger groups, until all are one. Groups are numbered: samples from 0 in their order, then
 * the joined ones in theirs.
 */
export const clusterTreeSchema = z.object({
  samples: z.array(sampleId),
  /** The two groups of each that was joined, the most alike first, and how much more mixed it is than they were. */
  first: z.array(z.int().min(0)),
  second: z.array(z.int().min(0)),
  cost: z.array(z.number().min(0)),
});
export type ClusterTree = z.infer<typeof clusterTreeSchema>;

/** More than anybody looks at in one go: what is left comes when these are done. */
export const mostClustered = 5000;

/** What putting samples into clusters came to. */
export const clusterResultSchema = z.object({
  samples: z.int(),
  /** Samples that wait for the next time, see `mostClustered`. */
  waiting: z.int(),
  /** Photos that could not be read, each with its reason as a sentence. */
  skipped: z.array(z.string()),
});
export type ClusterResult = z.infer<typeof clusterResultSchema>;
