import { join } from 'node:path';
import { foundRun } from '#host/catalogue/queries/learning/runs.ts';
import { readPredictions } from '#host/training/predictions-file.ts';
import { readStepLosses } from '#host/training/step-log.ts';
import type { RunPredictions } from '#shared/learning/prediction/run-predictions.ts';
import { type StepLoss, thinnedLosses } from '#shared/learning/step-loss.ts';
import type { Lab } from '#host/catalogue/lab.ts';

/** Whose folder it is: runs that stand for themselves and those of a study have one each, and so has the study. */
export type Trained = { readonly run: number } | { readonly study: number };

/** The folder of a run's logs, checkpoint and predictions; of a study, that of its photos. */
export function runFolder({ paths }: Lab, of: Trained): string {
  return join(paths.runs, 'run' in of ? String(of.run) : `study-${of.study}`);
}

/** What a finished run said of its photos. @throws StrandlineError `not-found`, `corrupt-file`. */
export function runPredictions(lab: Lab, run: number): RunPredictions {
  return readPredictions(runFolder(lab, { run: foundRun(lab.db, run).id }));
}

/** So many points stand on a screen. */
const shownSteps = 400;

/** The training loss of a run's steps so far. @throws StrandlineError `not-found`. */
export function runStepLosses(lab: Lab, run: number): StepLoss[] {
  return thinnedLosses(readStepLosses(runFolder(lab, { run: foundRun(lab.db, run).id })), shownSteps);
}
