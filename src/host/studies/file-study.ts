import { lastRunnerOf } from '#host/catalogue/queries/jobs.ts';
import { insertStudy, setStudyState, wholeStudy } from '#host/catalogue/queries/learning/studies.ts';
import { samplesOfLab } from '#host/catalogue/queries/origins.ts';
import { trainingSet } from '#host/catalogue/queries/learning/training-set.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { usualSplit } from '#host/catalogue/splits.ts';
import { refuseRecipe, refuseUnstopped } from '#host/runs/file-run.ts';
import { writeStoredPlan } from '#host/runs/stored-plan.ts';
import { type Recipe, resolveRecipe, strategies } from '#shared/learning/recipe.ts';
import { planStudy } from '#shared/studies/design.ts';
import type { Position, StudyRequest } from '#shared/studies/study.ts';
import { fileBenchStudy } from './bench-study.ts';

/**
 * Files a study, to be made by a job. What can be refused is refused before anything is written down: too few photos,
 * positions that they do not reach, an unknown backbone.
 *
 * @returns its id.
 */
export async function fileStudy(lab: Lab, request: StudyRequest): Promise<number> {
  if (request.vary === 'bench-angles') return fileBenchStudy(lab, request);
  const split = request.split ?? usualSplit(lab.db);
  if (request.lab !== undefined) samplesOfLab(lab.db, request.lab);
  const data = trainingSet(lab, split);
  const planned = planStudy(data.items, request);
  for (const { x } of planned) refuseRecipe(recipeAt(request, x, 1));
  const study = insertStudy(lab.db, {
    name: request.name ?? usualName(request),
    request,
    split,
    runs: planned.length,
    createdAt: new Date().toISOString(),
  });
  await writeStoredPlan(lab, { study }, data);
  return study;
}

/** Makes a study ready to be taken up again. @throws StrandlineError `not-found`, `corrupt-file`, `bad-argument` for one that is going on or has ended. */
export function takeUpStudy({ db }: Lab, study: number): void {
  const { state, name } = wholeStudy(db, study);
  refuseUnstopped(`Study ${study} (${name})`, { state, on: lastRunnerOf(db, { study }) });
  setStudyState(db, study, 'queued');
}

/** The recipe of the run at a position of a study. */
export function recipeAt({ recipe: asked }: StudyRequest, x: Position, seed: number): Recipe {
  const strategy = strategies.find((one) => one === x) ?? asked.strategy;
  return resolveRecipe({ ...asked, strategy, seed });
}

function usualName({ vary, hold, lab, recipe }: StudyRequest): string {
  const what = {
    photos: 'Number of photos',
    angles: hold === 'samples' ? 'Angles per sample' : 'Angles at a fixed number of photos',
    strategy: 'Strategies',
    leakage: 'Leakage',
    labs: `Samples of lab ${lab}`,
    'bench-angles': 'Photos at the bench',
  }[vary];
  return vary === 'strategy' ? `${what} on ${recipe.backbone}` : `${what}, ${recipe.strategy}`;
}
