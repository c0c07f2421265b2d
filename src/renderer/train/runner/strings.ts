import { type RunnerName, type SlurmField, slurmFieldNames } from '#shared/slurm/settings.ts';

export const runnerStrings = {
  on: 'On',
  where: { local: 'this computer', slurm: 'a cluster (Slurm)' } satisfies Record<RunnerName, string>,
  given: 'What each run is given',
  labels: slurmFieldNames,
  hints: {
    partition: 'the site’s',
    account: 'the site’s',
    gpus: '1, a100:1',
    cpus: '4',
    mem: '4G',
    time: '02:00:00',
  },
  text: 'What is left empty is for the site to say. The lab may be closed meanwhile: whoever opens it next gathers what has ended.',
  wrong: {
    partition: 'A partition is a name without spaces, such as gpu. Two are written gpu,long.',
    account: 'An account is a name without spaces, as sbatch --account takes it.',
    gpus: 'How many graphics cards: 0 or 1. Of a kind that the site names: a100:1.',
    cpus: 'How many processors: a whole number from 1 to 1024.',
    mem: 'How much memory: a whole number with K, M, G or T, such as 4G.',
    time: 'The longest time: minutes, or HH:MM:SS, or days before a dash: 1-12.',
  } satisfies Record<SlurmField, string>,
  obstacle: 'There is no Slurm where this lab is open.',
  absent:
    'There is no Slurm where this lab is open: no program named sbatch is in any of the folders in which that computer looks for programs.',
  instead:
    'Open the lab on a computer that hands work to the cluster, such as its login node (from here by ssh://you@login/folder). Where a terminal finds sbatch, start Strandline from there.',
  looked: 'Where it was looked for',
};
