import { wireError } from '#host/catalogue/database.ts';
import { join } from 'node:path';
import type { WritableDb } from '#host/catalogue/database.ts';
import type { LabWork } from '#host/catalogue/hooks.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { saveFinishedRun } from '#host/catalogue/queries/learning/models.ts';
import {
  appendEpoch,
  endRun,
  foundRun,
  setRunDevice,
  setRunState,
  wholeRun,
} from '#host/catalogue/queries/learning/runs.ts';
import { trainingFingerprint } from '#host/catalogue/training-fingerprint.ts';
import { backboneFor } from '#host/training/backbones/backbone-for.ts';
import { trainInWorker } from '#host/training/train-in-worker.ts';
import { stoppedState } from '#host/lib/stop.ts';
import { doubtText, heldOutOf } from '#shared/learning/compare/doubt.ts';
import { type TrainingPlan, type TrainingResult, trainingPlanSchema } from '#shared/learning/plan.ts';
import { placeText } from '#shared/learning/place.ts';
import { softwareVersion } from '#shared/version.ts';
import { runFolder } from './run-folder.ts';
import { type StoredPlan, readStoredPlan } from './stored-plan.ts';

/** Trains a filed run, or goes on with it, and files its model. */
export async function trainRun(work: LabWork, run: number): Promise<{ run: number; model: number }> {
  const { lab, signal, changed } = work;
  const { name } = foundRun(lab.db, run);
  return underWay(lab.db, run, signal, async () => {
    changed('runs');
    const file = modelFileOf(run);
    const plan = trainingPlan(lab, run, readStoredPlan(lab, { run }), join(lab.paths.models, file));
    const cameraFingerprint = await trainingFingerprint(lab, plan.items, work);
    const result = await trainInWorker(
      { ...plan, ...(cameraFingerprint && { cameraFingerprint }) },
      {
        signal,
        onProgress: work.onProgress,
        onEpoch: (epoch) => {
          appendEpoch(lab.db, run, epoch);
          changed('runs');
        },
        onPlace: (place) => {
          setRunDevice(lab.db, run, placeText(place));
          changed('runs');
        },
      },
    );
    const model = bookFinished(lab, { run, name, file }, { result, items: plan.items });
    changed('models');
    return { run, model };
  });
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

/** Does a run's work while its row says that it is running; where it throws, the row says how the run has ended. */
export async function underWay<T>(
  db: WritableDb,
  run: number,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  setRunState(db, run, 'running');
  try {
    return await work();
  } catch (error) {
    const endedAt = new Date().toISOString();
    if (signal.aborted) endRun(db, run, { state: stoppedState(signal), endedAt });
    else endRun(db, run, { state: 'failed', endedAt, error: wireError(error) });
    throw error;
  }
}

/** What a run's worker is told. @param modelFile absolute path. */
export function trainingPlan(lab: Lab, run: number, data: StoredPlan, modelFile: string): TrainingPlan {
  const { recipe, split } = wholeRun(lab.db, run);
  return trainingPlanSchema.parse({
    ...data,
    recipe,
    split,
    runDir: runFolder(lab, { run }),
    cacheDir: lab.paths.cache,
    backboneFile: backboneFor(recipe.strategy, recipe.backbone).file,
    modelFile,
    softwareVersion,
  } satisfies Omit<TrainingPlan, 'checkpointMinutes'>);
}
