import { mergeLab } from '#host/catalogue/merge/merge-lab.ts';
import { jobKind } from '../job-kind.ts';

export const mergeJob = jobKind('merge', {
  changes: 'catalogue',
  title: (_lab, { source }) => `The lab ${source} brought in`,
  run: async (options, work) => {
    const result = await mergeLab(work, options);
    work.changed('trays');
    return result;
  },
});
