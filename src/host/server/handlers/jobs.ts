import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { Job } from '#shared/jobs/job.ts';
import { jobKinds } from '#shared/jobs/kinds.ts';
import type { HostEvents } from '../events.ts';
import type { Asked } from '#host/jobs/jobs.ts';
import type { LabHolder } from '../lab-holder.ts';
import { startAddPhotos, startExport, startImport } from './catalogue.ts';
import { startEvaluation } from './models.ts';
import { startAsking } from './review.ts';
import { resumeStudy } from './study-jobs.ts';
import { resumeRun } from './training-jobs.ts';

export function jobHandlers(
  labs: LabHolder,
  events: HostEvents,
): HandlersOf<StrandlineContract, 'host'>['jobs'] {
  return {
    list: () => labs.current.jobs.list(),
    get: ({ job }) => labs.current.jobs.get(job),
    cancel: ({ job }) => labs.current.jobs.cancel(job),
    pause: ({ job }) => labs.current.jobs.pause(job),
    resume: ({ job }) => ({ job: startAgain(labs, events, labs.current.jobs.get(job)).id }),
  };
}

/** Every resumable task skips by itself what is done already, so resuming is starting again with the same arguments. */
export function startAgain(labs: LabHolder, events: HostEvents, job: Job, asked?: Asked): Job {
  if (!job.resumable) {
    throw new StrandlineError(
      'bad-argument',
      `Job ${job.id} (${job.title}) is ${job.state}; there is nothing to resume.`,
    );
  }
  const args = labs.current.jobs.argsOf(job.id);
  switch (job.kind) {
    case 'import':
      return startImport(labs, events, jobKinds.import.args.parse(args));
    case 'add-photos':
      return startAddPhotos(labs, events, jobKinds['add-photos'].args.parse(args));
    case 'export':
      return startExport(labs, jobKinds.export.args.parse(args));
    case 'train':
      return resumeRun(labs, events, jobKinds.train.args.parse(args), asked).job;
    case 'study':
      return resumeStudy(labs, events, jobKinds.study.args.parse(args).study, asked);
    case 'evaluate':
      return startEvaluation(labs, events, jobKinds.evaluate.args.parse(args));
    case 'ask':
      return startAsking(labs, events, jobKinds.ask.args.parse(args));
    case 'demo':
    case 'import-plan':
      throw new StrandlineError('unsupported', 'This is started anew rather than resumed.');
  }
}
