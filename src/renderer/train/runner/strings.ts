import type { RunnerName } from '#shared/slurm/settings.ts';

export const runnerStrings = {
  on: 'On',
  where: { local: 'this computer', slurm: 'the cluster (Slurm)' } satisfies Record<RunnerName, string>,
  labels: {
    partition: 'Partition',
    account: 'Account',
    gpus: 'Graphics cards of a run',
    cpus: 'Processors of a run',
    mem: 'Memory of a run',
    time: 'Longest time of a run',
  },
  hints: {
    partition: '',
    account: '',
    gpus: '1, a100:1',
    cpus: '',
    mem: '4G',
    time: '02:00:00',
  },
  text: 'What is left empty is for the site to say. The lab may be closed meanwhile: whoever opens it next gathers what has ended.',
  wrong: (label: string): string => `Slurm does not take this: ${label}.`,
};
