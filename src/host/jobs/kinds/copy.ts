import { copyLab } from '#host/catalogue/backups/copy-lab.ts';
import { jobKind } from '../job-kind.ts';

export const copyJob = jobKind('copy', {
  title: (_lab, { directory }) => `Copy of the lab in ${directory}`,
  run: (args, work) => copyLab(work, args),
});
