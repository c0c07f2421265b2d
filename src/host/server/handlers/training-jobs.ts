import { join } from 'node:path';
import { saveFinishedRun } from '#host/catalogue/queries/learning/models.ts';
import {
  appendEpoch,
  endRun,
  getRun,
  insertRun,
  requeueRun,
  setRunDevice,
  setRunState,
} from '#host/catalogue/queries/learning/runs.ts';
import { studyOfRun } from '#host/catalogue/queries/learning/studies.ts';
import { trainingSet } from '#host/catalogue/queries/learning/training-set.ts';
import { createSplit, latestWholeSplit } from '#host/catalogue/splits.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { trainingFingerprint } from '#host/catalogue/training-fingerprint.ts';
import { backboneFor } from '#host/training/backbones/untrained.ts';
import { refuseMissing, refuseTooLittle, refuseUntrainable } from '#host/training/refuse.ts';
import { readStoredPlan, writeStoredPlan } from '#host/runs/stored-plan.ts';
import { trainInWorker } from '#host/training/train-in-worker.ts';
import { splitOptionsSchema } from '#shared/domain/catalogue.ts';
import type { RunRow, TrainRequest } from '#shared/contract/topics/learning.ts';
import { StrandlineError, toWireError } from '#shared/errors.ts';
import type { Job } from '#shared/jobs/job.ts';
import type { JobArgs } from '#shared/jobs/kinds.ts';
import { type TrainingPlan, trainingPlanSchema } from '#shared/learning/plan.ts';
import { resolveRecipe } from '#shared/learning/recipe.ts';
import type { When } from '#shared/jobs/queue.ts';
import { softwareVersion } from '#shared/version.ts';
import type { HostEvents } from '../events.ts';
import { type Asked, type JobContext, type Task, stoppedState } from '#host/jobs/jobs.ts';
import type { LabHolder, OpenLab } from '../lab-holder.ts';

interface StartedRun {
  readonly job: Job;
  readonly run: number;
}

/**
 * Files a run and its job. What can be refused is refused before anything is written down: a recipe that cannot be
 * trained, an unknown backbone, a lab without labelled photos, a split with a single class, photos that are gone.
 */
export async function startRun(
  labs: LabHolder,
  events: HostEvents,
  request: TrainRequest,
): Promise<StartedRun> {
  const open = labs.current;
  const { lab } = open;
  const { name: askedName, split: askedSplit, when, expectedSeconds = null, ...asked } = request;
  const recipe = resolveRecipe(asked);
  refuseUntrainable(recipe);
  backboneFor(recipe.strategy, recipe.backbone);
  const split = askedSplit ?? usualSplit(lab);
  const data = trainingSet(lab, split);
  refuseTooLittle(data.items);
  refuseMissing(data.items);
  const name = askedName ?? `${recipe.strategy} on ${recipe.backbone}`;
  const startedAt = new Date().toISOString();
  const run = insertRun(lab.db, { name, recipe, split, classes: data.classes, startedAt });
  try {
    await writeStoredPlan(planFile(open, run), data, lab.directory);
  } catch (error) {
    // A run that cannot begin must not wait for ever.
    endRun(lab.db, run, { state: 'failed', endedAt: new Date().toISOString(), error: toWireError(error) });
    throw error;
  }
  return {
    job: queue(open, events, run, name, { ...askedFor(when), seconds: expectedSeconds }),
    run,
  };
}

/** How a job is filed that is asked for in a person's words. */
function askedFor(when: When): Asked {
  if (when === 'now') return { place: 'front' };
  return { place: 'end', holdable: true, ...(when !== 'queue' && { notBefore: when.at }) };
}

/**
 * The newest split of the whole lab, or a new one where there is none: who names no split does not mean the part of the lab
 * that somebody chose last.
 *
 * @throws StrandlineError `not-enough-data`.
 */
export function usualSplit({ db }: Lab): number {
  return latestWholeSplit(db) ?? createSplit(db, splitOptionsSchema.parse({})).split;
}

/**
 * Takes a run up again from its last checkpoint, or from its beginning where it has none: on the same photos and labels, to
 * the same end.
 *
 * @param lr another learning rate, where the one before was too high.
 * @throws StrandlineError `not-found`, `bad-argument` for a run that is going on or has ended.
 */
export function resumeRun(
  labs: LabHolder,
  events: HostEvents,
  { run, lr }: { run: number; lr?: number | undefined },
  asked: Asked = askedFor('now'),
): StartedRun {
  const open = labs.current;
  const { state, recipe, name } = foundRun(open, run);
  const study = studyOfRun(open.lab.db, run);
  if (study !== undefined) {
    throw new StrandlineError(
      'bad-argument',
      `Run ${run} (${name}) is part of study ${study}: resume the study.`,
    );
  }
  if (state === 'done' || state === 'running' || state === 'queued') {
    const reason = state === 'done' ? 'has ended; train again for another model' : 'is going on already';
    throw new StrandlineError('bad-argument', `Run ${run} (${name}) ${reason}.`);
  }
  requeueRun(open.lab.db, run, lr === undefined ? recipe : { ...recipe, lr });
  return { job: queue(open, events, run, name, asked), run };
}

/** @throws StrandlineError `not-found`. */
export function foundRun({ lab }: OpenLab, id: number): RunRow {
  const run = getRun(lab.db, id);
  if (run === undefined) throw new StrandlineError('not-found', `There is no run ${id} in this lab.`);
  return run;
}

/** The folder of a run's logs and checkpoint. */
export function runFolder({ lab }: OpenLab, run: number): string {
  return join(lab.paths.runs, String(run));
}

function planFile(open: OpenLab, run: number): string {
  return join(runFolder(open, run), 'photos.json');
}

function queue(open: OpenLab, events: HostEvents, run: number, name: string, asked: Asked): Job {
  const args: JobArgs<'train'> = { run };
  const { task, dropped } = trainWork(open, events, run);
  const job = open.jobs.start('train', `Training: ${name}`, args, task, { ...asked, dropped });
  events.emit('lab.changed', { topic: 'runs' });
  return job;
}

/** What a run's job does, and what the run becomes where the job is stopped before it began. */
export function trainWork(
  open: OpenLab,
  events: HostEvents,
  run: number,
): { task: Task; dropped: NonNullable<Asked['dropped']> } {
  return {
    task: (context) => train(open, events, run, context),
    dropped: (state) => {
      endRun(open.lab.db, run, { state, endedAt: new Date().toISOString() });
      events.emit('lab.changed', { topic: 'runs' });
    },
  };
}

async function train(
  open: OpenLab,
  events: HostEvents,
  id: number,
  context: JobContext,
): Promise<{ run: number; model: number }> {
  const { lab } = open;
  const { name } = foundRun(open, id);
  const changed = (): void => events.emit('lab.changed', { topic: 'runs' });
  try {
    return await underWay(lab, id, context.signal, async () => {
      changed();
      const plan = planOf(open, id);
      const cameraFingerprint = await trainingFingerprint(lab, plan.items, context);
      const result = await trainInWorker(
        { ...plan, ...(cameraFingerprint && { cameraFingerprint }) },
        {
          signal: context.signal,
          onProgress: context.report,
          onEpoch: (epoch) => {
            appendEpoch(lab.db, id, epoch);
            changed();
          },
          onDevice: (device) => {
            setRunDevice(lab.db, id, device);
            changed();
          },
        },
      );
      const endedAt = new Date().toISOString();
      const model = saveFinishedRun(lab.db, { run: id, name, result, file: modelFileName(id), endedAt });
      events.emit('lab.changed', { topic: 'models' });
      return { run: id, model };
    });
  } finally {
    changed();
  }
}

/** Does a run's work while its row says that it is running; where it throws, the row says how the run has ended. */
export async function underWay<T>(
  { db }: Lab,
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
    else endRun(db, run, { state: 'failed', endedAt, error: toWireError(error) });
    throw error;
  }
}

/** The photos and classes that a run was started with. @throws StrandlineError `corrupt-file`. */
export function storedPlanOf(open: OpenLab, run: number): Pick<TrainingPlan, 'classes' | 'items'> {
  return readStoredPlan(planFile(open, run), open.lab.directory);
}

function planOf(open: OpenLab, id: number): TrainingPlan {
  const data = storedPlanOf(open, id);
  return trainingPlan(open, id, data, join(open.lab.paths.models, modelFileName(id)));
}

/** What a run's worker is told. @param modelFile absolute path. */
export function trainingPlan(
  open: OpenLab,
  id: number,
  data: Pick<TrainingPlan, 'classes' | 'items'>,
  modelFile: string,
): TrainingPlan {
  const { lab } = open;
  const { recipe, split } = foundRun(open, id);
  return trainingPlanSchema.parse({
    ...data,
    recipe,
    split,
    runDir: runFolder(open, id),
    cacheDir: lab.paths.cache,
    backboneFile: backboneFor(recipe.strategy, recipe.backbone).file,
    modelFile,
    softwareVersion,
  } satisfies Omit<TrainingPlan, 'checkpointMinutes'>);
}

/** Relative to the lab's models/, so that a lab can be moved. */
function modelFileName(run: number): string {
  return `run-${run}.onnx`;
}
