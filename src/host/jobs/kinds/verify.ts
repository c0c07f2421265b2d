import { checkLab } from '#host/models/check-lab.ts';
import { jobKind } from '../job-kind.ts';

export const verifyJob = jobKind('verify', {
  title: () => 'Checking the lab',
  run: (args, work) => checkLab(work, { ...args, repair: false }),
});

export const repairJob = jobKind('repair', {
  changes: 'details',
  title: () => 'Repairing the lab',
  run: (args, work) => checkLab(work, { ...args, repair: true }),
});
