import type { Lab } from '#host/catalogue/lab.ts';
import type { Trained } from '#host/runs/run-folder.ts';
import { cancelArray } from './slurm.ts';
import { forgetSubmission, readSubmission } from './submission.ts';

/**
 * Takes back what Slurm was given for a run or a study that goes on here, and forgets it. Where Slurm cannot be asked, its runs end
 * by themselves: each is overtaken (attempt.ts) once it looks, or where it only comes to begin.
 *
 * @throws StrandlineError `corrupt-file` where what it was given cannot be read.
 */
export async function withdraw(lab: Lab, of: Trained): Promise<void> {
  const given = readSubmission(lab, of);
  if (given === undefined) return;
  // A copy of the lab takes nothing back that is another's.
  if (given.directory === lab.directory) await cancelArray(given.name).catch(() => undefined);
  await forgetSubmission(lab, of);
}
