import { z } from 'zod';
import { wireErrorSchema } from '../errors.ts';
import { progressSchema } from '../progress.ts';

export const jobKinds = [
  'import',
  'import-plan',
  'add-photos',
  'train',
  'study',
  'evaluate',
  'export',
  'demo',
  'ask',
] as const;
export const jobStates = [
  'queued',
  'running',
  'cancelling',
  'done',
  'cancelled',
  'failed',
  'interrupted',
] as const;

export const jobSchema = z.object({
  id: z.int().positive(),
  kind: z.enum(jobKinds),
  title: z.string(),
  state: z.enum(jobStates),
  progress: progressSchema.nullable(),
  createdAt: z.string(),
  endedAt: z.string().nullable(),
  error: wireErrorSchema.nullable(),
  /** What the job answered, by kind: an import report, `{run, model}` of a training. */
  result: z.unknown(),
  /** Whether `jobs.resume` can take it up again. */
  resumable: z.boolean(),
});
export type Job = z.infer<typeof jobSchema>;
export type JobKind = (typeof jobKinds)[number];
export type JobState = (typeof jobStates)[number];
