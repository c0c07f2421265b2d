import { getJob, insertJob, jobArgs, listJobs, updateJob } from '#host/catalogue/queries/jobs.ts';
import type { WritableDb } from '#host/catalogue/database.ts';
import type { JobStore } from './job-manager.ts';

/** Keeps jobs in the lab's database. */
export function jobStore(db: WritableDb): JobStore {
  return {
    insert: (job) => insertJob(db, job),
    update: (id, change) => updateJob(db, id, change),
    get: (id) => getJob(db, id),
    list: () => listJobs(db),
    argsOf: (id) => jobArgs(db, id),
  };
}
