import { mergeLab } from '#host/catalogue/merge/merge-lab.ts';
import { readForeignModel } from '#host/models/foreign-model.ts';
import { jobKind } from '../job-kind.ts';

export const mergeJob = jobKind('merge', {
  changes: 'catalogue',
  title: (_lab, { source }) => `The lab ${source} brought in`,
  run: async (options, work) => {
    const result = await mergeLab(work, options, readForeignModel);
    work.changed('trays');
    work.changed('models');
    return result;
  },
});
