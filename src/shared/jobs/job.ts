import { z } from 'zod';
import { damagedSchema } from '../domain/damaged.ts';
import { wireErrorSchema } from '../errors.ts';
import { progressSchema } from '../progress.ts';
import { type JobKind, type JobResult, allJobKinds, jobKinds } from './kinds.ts';

export const jobStates = [
  'queued',
  'running',
  'cancelling',
  'done',
  'cancelled',
  'failed',
  'interrupted',
] as const;
export type JobState = (typeof jobStates)[number];

const anyJobSchema = z.object({
  id: z.int().positive(),
  title: z.string(),
  state: z.enum(jobStates),
  progress: progressSchema.nullable(),
  createdAt: z.string(),
  endedAt: z.string().nullable(),
  error: wireErrorSchema.nullable(),
  /** Whether `jobs.resume` can take it up again. */
  resumable: z.boolean(),
  damaged: damagedSchema,
});

/** A job of one kind. `result`: what it answered; null until it is done. */
type JobOf<K extends JobKind> = z.infer<typeof anyJobSchema> & {
  readonly kind: K;
  readonly result: JobResult<K> | null;
};
export type Job = { [K in JobKind]: JobOf<K> }[JobKind];

function schemaOf(kind: JobKind) {
  return anyJobSchema.extend({ kind: z.literal(kind), result: jobKinds[kind].result.nullable() });
}
type AnySchema = ReturnType<typeof schemaOf>;

// The mapped type says exactly what the list makes; the compiler cannot follow it through a list.
const schemas = allJobKinds.map(schemaOf) as [AnySchema, ...AnySchema[]];
export const jobSchema = z.discriminatedUnion('kind', schemas) as z.ZodType<Job>;

/** What a job of these kinds answered; undefined for another one, and for one that is not done. */
export function resultOf<K extends JobKind>(
  job: Job | undefined,
  ...kinds: readonly K[]
): JobResult<K> | undefined {
  const wanted: readonly JobKind[] = kinds;
  if (job === undefined || !wanted.includes(job.kind)) return undefined;
  return (job.result ?? undefined) as JobResult<K> | undefined;
}
