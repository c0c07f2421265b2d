import { startJob } from '#host/jobs/lab-jobs.ts';
import { readClusters } from '#host/review/clusters/cluster-samples.ts';
import { healthOf } from '#host/review/health/health.ts';
import { agreementResult, blindList, reviewList } from '#host/review/review-list.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import type { LabHolder } from '../lab-holder.ts';
import { personAt } from '#host/catalogue/author.ts';

export function reviewHandlers(labs: LabHolder): HandlersOf<StrandlineContract, 'host'>['review'] {
  return {
    list: (asked) => reviewList(labs.current.lab, asked),
    ask: (asked) => ({ job: startJob(labs.current, 'ask', asked) }),
    blind: ({ survey }) => {
      const { db } = labs.current.lab;
      return blindList(db, { survey, person: personAt(db) });
    },
    cluster: (asked) => ({ job: startJob(labs.current, 'cluster', asked) }),
    clusters: (asked) => readClusters(labs.current.lab, asked),
    measure: () => ({ job: startJob(labs.current, 'measure', {}) }),
    health: () => healthOf(labs.current.lab),
    agreement: (asked) => agreementResult(labs.current.lab, asked),
  };
}
