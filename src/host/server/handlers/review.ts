import { foundModel } from '#host/catalogue/queries/learning/models.ts';
import { askModel } from '#host/review/ask-model.ts';
import { agreementReport, blindList, reviewList } from '#host/review/review-list.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import type { Job } from '#shared/jobs/job.ts';
import type { JobArgs } from '#shared/jobs/kinds.ts';
import type { HostEvents } from '../events.ts';
import type { LabHolder } from '../lab-holder.ts';
import { personAt } from './author.ts';

export function reviewHandlers(
  labs: LabHolder,
  events: HostEvents,
): HandlersOf<StrandlineContract, 'host'>['review'] {
  return {
    list: (asked) => reviewList(labs.current.lab, asked),
    ask: (asked) => ({ job: startAsking(labs, events, asked).id }),
    blind: ({ survey }) => {
      const { db } = labs.current.lab;
      return blindList(db, { survey, person: personAt(db) });
    },
    agreement: (asked) => agreementReport(labs.current.lab, asked),
  };
}

/** @throws StrandlineError `not-found` for a model that the lab does not have. */
export function startAsking(labs: LabHolder, events: HostEvents, args: JobArgs<'ask'>): Job {
  const { lab, jobs } = labs.current;
  const { name } = foundModel(lab.db, args.model);
  return jobs.start('ask', `Asking ${name}`, args, async (context) => {
    try {
      return await askModel(lab, args, context);
    } finally {
      // Also after a cancelled job: what was answered is there to be reviewed.
      events.emit('lab.changed', { topic: 'review' });
    }
  });
}
