import type { JobChange, NewJob } from '#host/catalogue/queries/jobs.ts';
import type { Job } from '#shared/jobs/job.ts';
import type { JobStore } from './job-manager.ts';

/** Keeps jobs for as long as the lab is open: where its database takes no rows, an export is a job all the same. */
export function memoryJobs(): JobStore {
  const rows = new Map<number, { job: Job; args: unknown }>();
  const found = (id: number): { job: Job; args: unknown } => {
    const row = rows.get(id);
    if (row === undefined) throw new Error(`there is no job ${id}`);
    return row;
  };
  return {
    insert: ({ kind, title, args, createdAt }: NewJob) => {
      const id = rows.size + 1;
      const job = {
        ...{ id, kind, title, createdAt, state: 'queued' },
        ...{ progress: null, endedAt: null, error: null, result: null, resumable: false, damaged: null },
      } as Job;
      rows.set(id, { job, args });
      return job;
    },
    update: (id, { state, progress, result, error, endedAt }: JobChange) => {
      const row = found(id);
      // Each kind has a result of its own, which the compiler cannot follow through a map of all.
      row.job = {
        ...row.job,
        ...(state !== undefined && { state }),
        ...(progress !== undefined && { progress }),
        ...(result !== undefined && { result }),
        ...(error !== undefined && { error }),
        ...(endedAt !== undefined && { endedAt }),
      } as Job;
      return row.job;
    },
    get: (id) => rows.get(id)?.job,
    list: () => [...rows.values()].map(({ job }) => job).toReversed(),
    argsOf: (id) => found(id).args,
  };
}
