import { resolve } from 'node:path';
import { previewMerge } from '#host/catalogue/merge/merge-lab.ts';
import { readForeignModel } from '#host/models/foreign-model.ts';
import { startJob } from '#host/jobs/lab-jobs.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import type { MergeOptions } from '#shared/domain/merge.ts';
import type { LabHolder } from '../lab-holder.ts';

export function mergeHandlers(labs: LabHolder): HandlersOf<StrandlineContract, 'host'>['merge'] {
  return {
    preview: (options) => previewMerge(labs.current.lab, resolved(options), readForeignModel),
    start: (options) => ({ job: startJob(labs.current, 'merge', resolved(options)) }),
    pack: ({ file, survey }) => ({
      job: startJob(labs.current, 'pack', { file: resolve(file), survey }),
    }),
  };
}

/** What is kept with a job holds for a process that is started elsewhere. */
function resolved(options: MergeOptions): MergeOptions {
  return { ...options, source: resolve(options.source) };
}
