import { packLab } from '#host/catalogue/merge/pack-lab.ts';
import { jobKind } from '../job-kind.ts';

export const packJob = jobKind('pack', {
  title: (_lab, { file }) => `Packed into ${file}`,
  run: (args, work) => packLab(work, args),
});
