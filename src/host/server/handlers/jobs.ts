import { askedFor, resumeJob } from '#host/jobs/lab-jobs.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import type { LabHolder } from '../lab-holder.ts';

export function jobHandlers(labs: LabHolder): HandlersOf<StrandlineContract, 'host'>['jobs'] {
  return {
    list: () => labs.current.jobs.list(),
    get: ({ job }) => labs.current.jobs.get(job),
    cancel: ({ job }) => labs.current.jobs.cancel(job),
    pause: ({ job }) => labs.current.jobs.pause(job),
    resume: ({ job, when }) => ({ job: resumeJob(labs.current, job, when && askedFor(when)) }),
  };
}
