import type { LabWork } from '#host/catalogue/hooks.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { lastRunnerOf } from '#host/catalogue/queries/jobs.ts';
import type { Trained } from '#host/runs/run-folder.ts';
import { type Runner, localRunner } from '#host/runs/runner.ts';
import { slurmRunner } from '#host/slurm/slurm-runner.ts';
import { slurmIsFound } from '#host/slurm/slurm.ts';
import { withdraw } from '#host/slurm/withdraw.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { LaneName } from '#shared/jobs/kinds.ts';
import type { RunnerName } from '#shared/slurm/settings.ts';

/** What trains for a job. @param on absent: this computer. */
export function runnerOn({ lab }: Pick<LabWork, 'lab'>, of: Trained, on: 'slurm' | undefined): Runner {
  return on === undefined ? runnerHere(lab, of) : slurmRunner(lab, of);
}

/** What goes on here is no longer a cluster's. */
function runnerHere(lab: Lab, of: Trained): Runner {
  return {
    train: async (runs, hooks) => {
      await withdraw(lab, of);
      await localRunner.train(runs, hooks);
    },
  };
}

/** Trainings of this computer wait for one another; those of a cluster wait there. */
export function laneOn({ on }: { readonly on?: 'slurm' | undefined }): LaneName | undefined {
  return on === undefined ? undefined : 'cluster';
}

/** What a job's arguments say of where it trains; nothing for this computer. */
export function onRunner(on: RunnerName): { readonly on?: 'slurm' } {
  return on === 'local' ? {} : { on };
}

/**
 * Where a run or a study goes on: where somebody says, or where it was trained last. What was on a cluster goes on here on a
 * computer that gives no work to one.
 *
 * @throws StrandlineError as {@link refuseRunner}.
 */
export function runnerToResume({ db }: Lab, of: Trained, asked: RunnerName | undefined): RunnerName {
  const last = asked ?? lastRunnerOf(db, of);
  if (asked === undefined && last === 'slurm' && !slurmIsFound()) return 'local';
  refuseRunner(last);
  return last;
}

/** @throws StrandlineError `unsupported` where this computer cannot give work to it. */
export function refuseRunner(on: RunnerName): void {
  if (on === 'slurm' && !slurmIsFound())
    throw new StrandlineError(
      'unsupported',
      'There is no sbatch on this computer: open the lab on a computer that gives work to Slurm.',
    );
}
