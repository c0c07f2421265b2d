import { z } from 'zod';
import { importOptionsSchema, importResultSchema } from '../domain/import.ts';
import { copyResultSchema } from '../domain/backup.ts';
import { verifyArgsSchema, verifyResultSchema } from '../domain/lab.ts';
import { foundByDetectorSchema } from '../domain/finding.ts';
import { detectorReference, sampleId } from '../domain/ids.ts';
import { mergeOptionsSchema, mergeResultSchema, packArgsSchema, packResultSchema } from '../domain/merge.ts';
import { classifiedSchema } from '../domain/tray.ts';
import { addPhotosSchema } from '../domain/photo.ts';
import { exportResultSchema, exportRequestSchema } from '../domain/export.ts';
import { trayExportRequestSchema, trayExportResultSchema } from '../domain/tray-export.ts';
import { importPlanOptionsSchema, importPlanSchema } from '../domain/import-plan.ts';
import { clusterResultSchema, clusteringSchema } from '../review/cluster-tree.ts';
import { measureResultSchema } from '../review/health.ts';
import { askResultSchema, askSchema } from '../review/review.ts';

/** Jobs of one lane run one after another, jobs of different lanes side by side; those of `cluster` do nothing but wait for Slurm. */
export const lanes = ['files', 'looking', 'learning', 'evaluating', 'cluster'] as const;
export type LaneName = (typeof lanes)[number];

const id = z.int().positive();

const facts = {
  import: { lane: 'files', args: importOptionsSchema, result: importResultSchema, resumable: true },
  'import-plan': {
    lane: 'looking',
    args: importPlanOptionsSchema,
    result: importPlanSchema,
    resumable: false,
  },
  merge: { lane: 'files', args: mergeOptionsSchema, result: mergeResultSchema, resumable: true },
  pack: { lane: 'files', args: packArgsSchema, result: packResultSchema, resumable: true },
  'add-photos': { lane: 'files', args: addPhotosSchema, result: importResultSchema, resumable: true },
  export: { lane: 'files', args: exportRequestSchema, result: exportResultSchema, resumable: true },
  'export-trays': {
    lane: 'files',
    args: trayExportRequestSchema,
    result: trayExportResultSchema,
    resumable: true,
  },
  copy: {
    lane: 'files',
    args: z.object({ directory: z.string().min(1) }),
    result: copyResultSchema,
    resumable: true,
  },
  verify: { lane: 'looking', args: verifyArgsSchema, result: verifyResultSchema, resumable: false },
  repair: { lane: 'files', args: verifyArgsSchema, result: verifyResultSchema, resumable: false },
  demo: {
    lane: 'files',
    args: z.object({ directory: z.string() }),
    result: importResultSchema,
    resumable: false,
  },
  train: {
    lane: 'learning',
    args: z.object({ run: id, on: z.literal('slurm').optional() }),
    result: z.object({ run: id, model: id }),
    resumable: true,
  },
  study: {
    lane: 'learning',
    args: z.object({ study: id, on: z.literal('slurm').optional() }),
    result: z.object({ study: id }),
    resumable: true,
  },
  evaluate: {
    lane: 'evaluating',
    args: z.object({ model: id, survey: id.nullable() }),
    result: z.object({ model: id, evaluation: id }),
    resumable: true,
  },
  'train-detector': {
    lane: 'evaluating',
    args: z.object({
      name: z.string(),
      seed: z.int(),
      /** Absent: those of the survey, or all. */
      trays: z.array(id).optional(),
      survey: id.optional(),
      /** A folder of pictures with boxes, instead of the lab's trays. */
      directory: z.string().min(1).optional(),
    }),
    result: z.object({
      detector: z.string(),
      /** Trays that were not reviewed, by name. */
      leftOut: z.array(z.string()),
    }),
    resumable: false,
  },
  'classify-detections': {
    lane: 'evaluating',
    /** `model`: by id or name; absent: the one in use. */
    args: z.object({ trays: z.array(id).min(1), model: z.union([id, z.string().min(1)]).optional() }),
    result: classifiedSchema,
    resumable: true,
  },
  'find-by-detector': {
    lane: 'evaluating',
    args: z.object({ tray: id, detector: detectorReference }),
    result: foundByDetectorSchema,
    resumable: true,
  },
  'promote-detections': {
    lane: 'files',
    args: z.object({ detections: z.array(id).min(1).max(10_000) }),
    result: z.object({ samples: z.array(sampleId) }),
    resumable: true,
  },
  cluster: { lane: 'evaluating', args: clusteringSchema, result: clusterResultSchema, resumable: true },
  measure: { lane: 'looking', args: z.object({}), result: measureResultSchema, resumable: true },
  ask: { lane: 'evaluating', args: askSchema, result: askResultSchema, resumable: true },
} as const satisfies Record<
  string,
  { lane: LaneName; args: z.ZodType; result: z.ZodType; resumable: boolean }
>;

type Facts = typeof facts;
export type JobKind = keyof Facts;
export type JobArgs<K extends JobKind> = z.output<Facts[K]['args']>;
export type JobResult<K extends JobKind> = z.output<Facts[K]['result']>;

/** What everybody may know of a kind of job; what it does is said in the host, in host/jobs/kinds. */
export interface KindFacts<K extends JobKind> {
  readonly lane: LaneName;
  /** What it is started with, as it is kept for resuming it. */
  readonly args: z.ZodType<JobArgs<K>>;
  /** What it answers once it is done. */
  readonly result: z.ZodType<JobResult<K>>;
  /** Whether it passes over what is done already, so that it can be taken up again. */
  readonly resumable: boolean;
}

/** Every kind of job. */
export const jobKinds: { readonly [K in JobKind]: KindFacts<K> } = facts;

/** Kinds that train: they wait in the lab's queue, which outlives the process. */
export type TrainingKind = { [K in JobKind]: Facts[K]['lane'] extends 'learning' ? K : never }[JobKind];

export function isTraining(kind: JobKind): kind is TrainingKind {
  return jobKinds[kind].lane === 'learning';
}

export const allJobKinds = Object.keys(jobKinds) as readonly JobKind[];
export const trainingKinds = allJobKinds.filter(isTraining);
