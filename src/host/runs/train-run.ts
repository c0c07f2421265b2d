import { wireError } from '#host/lib/explained.ts';
import { join } from 'node:path';
import type { LabWork } from '#host/catalogue/hooks.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { saveFinishedRun } from '#host/catalogue/queries/learning/models.ts';
import { endRun, foundRun, setRunState, wholeRun } from '#host/catalogue/queries/learning/runs.ts';
import { trainingFingerprint } from '#host/catalogue/training-fingerprint.ts';
import { backboneFor } from '#host/training/backbones/backbone-for.ts';
import { stoppedState } from '#host/lib/stop.ts';
import { doubtText, heldOutOf } from '#shared/learning/compare/doubt.ts';
import { type TrainingPlan, type TrainingResult, trainingPlanSchema } from '#shared/learning/plan.ts';
import { StrandlineError } from '#shared/errors.ts';
import { softwareVersion } from '#shared/version.ts';
import { runFolder } from './run-folder.ts';
import { type Runner, localRunner } from './runner.ts';
import { type StoredPlan, readStoredPlan } from './stored-plan.ts';
import { trainRuns } from './train-runs.ts';

/** Trains a filed run, or goes on with it, and files its model. */
export async function trainRun(
  work: LabWork,
  run: number,
  runner: Runner = localRunner,
): Promise<{ run: number; model: number }> {
  const { lab, changed, onProgress } = work;
  const { name } = foundRun(lab.db, run);
  const file = modelFileOf(run);
  const { items, ...plan } = await plannedBy(work, run, () =>
    trainingPlan(lab, run, readStoredPlan(lab, { run }), join(lab.paths.models, file)),
  );
  let model: number | undefined;
  await trainRuns(work, runner, [{ run, plan, items, photos: { run } }], {
    onProgress,
    tell: () => changed('runs'),
    onResult: (_, result) => {
      model = bookFinished(lab, { run, name, file }, { result, items });
      changed('models');
      return Promise.resolve();
    },
  });
  if (model === undefined) throw new StrandlineError('internal', `Run ${run} ended without a result.`);
  return { run, model };
}

/** The plan of a run that stands for itself, with what its photos are like. Where that fails, the run has failed. */
async function plannedBy(work: LabWork, run: number, make: () => TrainingPlan): Promise<TrainingPlan> {
  const { db } = work.lab;
  setRunState(db, run, 'running');
  work.changed('runs');
  try {
    const plan = make();
    const cameraFingerprint = await trainingFingerprint(work.lab, plan.items, work);
    return { ...plan, ...(cameraFingerprint && { cameraFingerprint }) };
  } catch (error) {
    const endedAt = new Date().toISOString();
    if (work.signal.aborted) endRun(db, run, { state: stoppedState(work.signal), endedAt });
    else endRun(db, run, { state: 'failed', endedAt, error: wireError(error) });
    throw error;
  }
}

/** Ends a run as done with the model that it made. @returns the model's id. */
export function bookFinished(
  { db }: Lab,
  made: { readonly run: number; readonly name: string; readonly file: string },
  { result, items }: { readonly result: TrainingResult; readonly items: TrainingPlan['items'] },
): number {
  const sound = doubtText(heldOutOf(result, items)) === null;
  return saveFinishedRun(db, { ...made, result, endedAt: new Date().toISOString(), sound });
}

/** The file of a run's model, relative to the lab's models/, so that a lab can be moved. */
export function modelFileOf(run: number): string {
  return `run-${run}.onnx`;
}

/** What a run's worker is told. @param modelFile absolute path. */
export function trainingPlan(lab: Lab, run: number, data: StoredPlan, modelFile: string): TrainingPlan {
  const { classes, items } = data;
  return trainingPlanSchema.parse({ ...planWithoutPhotos(lab, run, { classes, modelFile }), items });
}

/** The same but for the photos. */
export function planWithoutPhotos(
  lab: Lab,
  run: number,
  { classes, modelFile }: Pick<TrainingPlan, 'classes' | 'modelFile'>,
): Omit<TrainingPlan, 'items'> {
  const { recipe, split } = wholeRun(lab.db, run);
  return trainingPlanSchema.omit({ items: true }).parse({
    classes,
    recipe,
    split,
    runDir: runFolder(lab, { run }),
    cacheDir: lab.paths.cache,
    backboneFile: backboneFor(recipe.strategy, recipe.backbone).file,
    modelFile,
    softwareVersion,
  } satisfies Omit<TrainingPlan, 'checkpointMinutes' | 'items'>);
}
