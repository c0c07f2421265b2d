import { join } from 'node:path';
import { listModels, saveFinishedRun } from '#host/catalogue/queries/models.ts';
import {
  appendEpoch,
  endRun,
  getRun,
  insertRun,
  listRuns,
  setRunState,
} from '#host/catalogue/queries/runs.ts';
import { trainingSet } from '#host/catalogue/queries/training-set.ts';
import { createSplit, latestSplit } from '#host/catalogue/splits.ts';
import { backboneFor } from '#host/learning/backbones/untrained.ts';
import { trainInWorker } from '#host/learning/train-in-worker.ts';
import { splitOptionsSchema } from '#shared/catalogue.ts';
import type { RunRow, StrandlineContract, TrainRequest } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import { StrandlineError, toWireError } from '#shared/errors.ts';
import type { Job } from '#shared/jobs.ts';
import type { TrainingPlan } from '#shared/learning/plan.ts';
import { type Recipe, resolveRecipe } from '#shared/learning/recipe.ts';
import { softwareVersion } from '#shared/version.ts';
import type { HostEvents } from '../events.ts';
import type { JobContext } from '../jobs.ts';
import type { LabHolder, OpenLab } from '../lab-holder.ts';

export function runHandlers(
  labs: LabHolder,
  events: HostEvents,
): HandlersOf<StrandlineContract, 'host'>['runs'] {
  return {
    start: (request) => {
      const { job, run } = startRun(labs, events, request);
      return { job: job.id, run };
    },
    list: () => listRuns(labs.current.lab.db),
    get: ({ run }) => foundRun(labs.current, run),
  };
}

export function modelHandlers(labs: LabHolder): HandlersOf<StrandlineContract, 'host'>['models'] {
  return { list: () => listModels(labs.current.lab.db) };
}

/**
 * Files a run and its job. What can be refused is refused before anything is written down: an unknown backbone, a lab
 * without labelled photos.
 */
export function startRun(
  labs: LabHolder,
  events: HostEvents,
  request: TrainRequest,
): { job: Job; run: number } {
  const open = labs.current;
  const { lab, jobs } = open;
  const { name: askedName, split: askedSplit, ...asked } = request;
  const recipe = resolveRecipe(asked);
  backboneFor(recipe.strategy, recipe.backbone);
  const split =
    askedSplit ?? latestSplit(lab.db)?.split ?? createSplit(lab.db, splitOptionsSchema.parse({})).split;
  const { classes } = trainingSet(lab, split);
  const name = askedName ?? `${recipe.strategy} on ${recipe.backbone}`;
  const run = insertRun(lab.db, { name, recipe, split, classes, startedAt: new Date().toISOString() });
  const job = jobs.start('train', `Training: ${name}`, request, (context) =>
    train(open, events, run, context),
  );
  return { job, run };
}

function foundRun({ lab }: OpenLab, id: number): RunRow {
  const run = getRun(lab.db, id);
  if (run === undefined) throw new StrandlineError('not-found', `There is no run ${id} in this lab.`);
  return run;
}

async function train(
  open: OpenLab,
  events: HostEvents,
  id: number,
  context: JobContext,
): Promise<{ run: number; model: number }> {
  const { lab } = open;
  const { recipe, split, name } = foundRun(open, id);
  const changed = (): void => events.emit('lab.changed', { topic: 'runs' });
  setRunState(lab.db, id, 'running');
  changed();
  try {
    const plan = planOf(open, id, recipe, split);
    const result = await trainInWorker(plan, {
      signal: context.signal,
      onProgress: context.report,
      onEpoch: (epoch) => {
        appendEpoch(lab.db, id, epoch);
        changed();
      },
    });
    const endedAt = new Date().toISOString();
    const model = saveFinishedRun(lab.db, { run: id, name, result, file: modelFileName(id), endedAt });
    events.emit('lab.changed', { topic: 'models' });
    return { run: id, model };
  } catch (error) {
    const endedAt = new Date().toISOString();
    if (context.signal.aborted) endRun(lab.db, id, { state: 'cancelled', endedAt });
    else endRun(lab.db, id, { state: 'failed', endedAt, error: toWireError(error) });
    throw error;
  } finally {
    changed();
  }
}

function planOf({ lab }: OpenLab, id: number, recipe: Recipe, split: number): TrainingPlan {
  const { classes, items } = trainingSet(lab, split);
  return {
    recipe,
    classes,
    items,
    split,
    runDir: join(lab.paths.runs, String(id)),
    cacheDir: lab.paths.cache,
    backboneFile: backboneFor(recipe.strategy, recipe.backbone).file,
    modelFile: join(lab.paths.models, modelFileName(id)),
    softwareVersion,
  };
}

/** Relative to the lab's models/, so that a lab can be moved. */
function modelFileName(run: number): string {
  return `run-${run}.onnx`;
}
