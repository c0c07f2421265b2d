import { StrandlineError, fromWireError } from '#shared/errors.ts';
import { type Job, jobSchema, resultOf } from '#shared/jobs/job.ts';
import type { JobArgs, JobKind, JobResult } from '#shared/jobs/kinds.ts';
import { startJob } from '#host/jobs/lab-jobs.ts';
import type { HostEvents } from './events.ts';
import type { LabHolder } from './lab-holder.ts';

/**
 * Starts a job and waits for it, for a call that answers with what came of it while its progress is shown as any job's.
 *
 * @throws what ended it otherwise; StrandlineError `cancelled`.
 */
export async function endedJob<K extends JobKind>(
  labs: LabHolder,
  events: HostEvents,
  kind: K,
  args: JobArgs<K>,
): Promise<JobResult<K>> {
  const open = labs.current;
  const id = startJob(open, kind, args);
  const ended = Promise.withResolvers<Job>();
  const look = (job: Job): void => {
    if (job.id === id && job.endedAt !== null) ended.resolve(job);
  };
  const unsubscribe = events.onAny((name, payload) => {
    if (name === 'jobs.changed') look(jobSchema.parse(payload));
  });
  try {
    look(open.jobs.get(id));
    const job = await ended.promise;
    const result = resultOf(job, kind);
    if (result !== undefined) return result;
    if (job.error !== null) throw fromWireError(job.error);
    throw new StrandlineError('cancelled', `${job.title} was stopped. Nothing of it was kept.`);
  } finally {
    unsubscribe();
  }
}
