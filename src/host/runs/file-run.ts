import { wireError } from '#host/lib/explained.ts';
import { lastRunnerOf } from '#host/catalogue/queries/jobs.ts';
import { endRun, insertRun, requeueRun, wholeRun } from '#host/catalogue/queries/learning/runs.ts';
import { studyOfRun } from '#host/catalogue/queries/learning/studies.ts';
import { trainingSet } from '#host/catalogue/queries/learning/training-set.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { usualSplit } from '#host/catalogue/splits.ts';
import { backboneFor } from '#host/training/backbones/backbone-for.ts';
import { refuseMissing, refuseTooLittle, refuseUntrainable } from '#host/training/refuse.ts';
import type { TrainRequest } from '#shared/contract/topics/learning.ts';
import { StrandlineError } from '#shared/errors.ts';
import { type Recipe, resolveRecipe } from '#shared/learning/recipe.ts';
import type { RunState } from '#shared/learning/run-state.ts';
import type { RunnerName } from '#shared/slurm/settings.ts';
import { writeStoredPlan } from './stored-plan.ts';

/**
 * Files a run, to be trained by a job. What can be refused is refused before anything is written down: a recipe that cannot
 * be trained, an unknown backbone, a lab without labelled photos, a split with a single class, photos that are gone.
 *
 * @returns its id.
 */
export async function fileRun(
  lab: Lab,
  { name, split: askedSplit, ...asked }: Omit<TrainRequest, 'when' | 'expectedSeconds' | 'on'>,
): Promise<number> {
  const recipe = resolveRecipe(asked);
  refuseRecipe(recipe);
  const split = askedSplit ?? usualSplit(lab.db);
  const data = trainingSet(lab, split);
  refuseTooLittle(data.items);
  refuseMissing(data.items);
  const run = insertRun(lab.db, {
    name: name ?? `${recipe.strategy} on ${recipe.backbone}`,
    recipe,
    split,
    classes: data.classes,
    startedAt: new Date().toISOString(),
  });
  try {
    await writeStoredPlan(lab, { run }, data);
  } catch (error) {
    // A run that cannot begin must not wait for ever.
    endRun(lab.db, run, { state: 'failed', endedAt: new Date().toISOString(), error: wireError(error) });
    throw error;
  }
  return run;
}

/** @throws StrandlineError for a recipe that cannot be trained, and for an unknown backbone. */
export function refuseRecipe(recipe: Recipe): void {
  refuseUntrainable(recipe);
  backboneFor(recipe.strategy, recipe.backbone);
}

/**
 * Makes a run ready to be taken up again from its last checkpoint, or from its beginning where it has none: on the same photos
 * and labels, to the same end.
 *
 * @param changes to its recipe: another learning rate, where the one before was too high; another engine or device.
 * @throws StrandlineError `not-found`, `bad-argument` for a run that is going on or has ended, or is a study's.
 */
export function takeUpRun(
  { db }: Lab,
  { run, ...changes }: { run: number } & { [K in 'lr' | 'engine' | 'device']?: Recipe[K] | undefined },
): void {
  const { state, recipe, name } = wholeRun(db, run);
  const study = studyOfRun(db, run);
  if (study !== undefined) {
    throw new StrandlineError(
      'bad-argument',
      `Run ${run} (${name}) is part of study ${study}: resume the study.`,
    );
  }
  const on = lastRunnerOf(db, { run });
  refuseUnstopped(`Run ${run} (${name})`, { state, on }, '; train again for another model');
  requeueRun(db, run, { ...recipe, ...given(changes) });
}

/**
 * @param is how it is, and where it was trained last.
 * @throws StrandlineError `bad-argument` where there is nothing to take up again.
 */
export function refuseUnstopped(
  what: string,
  { state, on }: { readonly state: RunState; readonly on: RunnerName },
  instead = '',
): void {
  if (state === 'done') throw new StrandlineError('bad-argument', `${what} has ended${instead}.`);
  if (state !== 'running' && state !== 'queued') return;
  const where = on === 'local' ? '' : ' on the cluster; "strandline gather LAB --cancel" takes it back';
  throw new StrandlineError('bad-argument', `${what} is going on already${where}.`);
}

function given<T extends object>(changes: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
