import { resolve } from 'node:path';
import { refuseReadOnly } from '#host/catalogue/lab.ts';
import type { Computer } from '#host/runs/estimate-run.ts';
import { keepSlurmSettings, readSlurmSettings } from '#host/slurm/slurm-settings.ts';
import { foldersOfPrograms, slurmIsFound } from '#host/slurm/slurm.ts';
import { readSubmission } from '#host/slurm/submission.ts';
import { dryRunOfRun, dryRunOfStudy } from '#host/studies/dry-run.ts';
import { exportSnakefile } from '#host/studies/snakefile.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import type { LabHolder } from '../lab-holder.ts';

export function slurmHandlers(
  labs: LabHolder,
  computer: Computer,
): HandlersOf<StrandlineContract, 'host'>['slurm'] {
  return {
    state: () => ({
      ...{ found: slurmIsFound(), looked: foldersOfPrograms() },
      settings: readSlurmSettings(labs.current.lab),
    }),
    keep: async (settings) => {
      refuseReadOnly(labs.current.lab);
      await keepSlurmSettings(labs.current.lab, settings);
    },
    sent: (of) => {
      const given = readSubmission(labs.current.lab, of);
      return given === undefined ? null : { job: given.job, runs: given.runs.length };
    },
    dryRun: (asked) => dryRunOfStudy(labs.current.lab, asked, computer),
    dryRunOfRun: (asked) => dryRunOfRun(labs.current.lab, asked, computer),
    exportSnakefile: ({ request, directory }) => exportSnakefile(labs.current, request, resolve(directory)),
  };
}
