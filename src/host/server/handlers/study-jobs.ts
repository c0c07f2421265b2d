import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { appendEpoch, requeueRun } from '#host/catalogue/queries/learning/runs.ts';
import {
  type StoredStudy,
  getStudy,
  insertStudy,
  pointsOf,
  runAtPlace,
  savePoint,
  setStudyState,
} from '#host/catalogue/queries/learning/studies.ts';
import { trainingSet } from '#host/catalogue/queries/learning/training-set.ts';
import { backboneFor } from '#host/training/backbones/untrained.ts';
import { readPredictions } from '#host/runs/predictions-file.ts';
import { refuseUntrainable } from '#host/training/refuse.ts';
import { readStoredPlan, writeStoredPlan } from '#host/runs/stored-plan.ts';
import { trainInWorker } from '#host/training/train-in-worker.ts';
import { Baseline } from '#host/studies/baseline.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { Job } from '#shared/jobs/job.ts';
import type { JobArgs } from '#shared/jobs/kinds.ts';
import { type Judged, evaluate } from '#shared/learning/figures/metrics.ts';
import type { TrainingItem, TrainingPlan } from '#shared/learning/plan.ts';
import { judgedOn } from '#shared/learning/prediction/predictions.ts';
import { type Recipe, resolveRecipe, strategies } from '#shared/learning/recipe.ts';
import { type PlannedPoint, planStudy } from '#shared/studies/design.ts';
import type { MeasuredPoint, Position, StudyRequest, Tallied } from '#shared/studies/study.ts';
import { tally } from '#shared/studies/summary.ts';
import type { ReportProgress } from '#shared/progress.ts';
import type { HostEvents } from '../events.ts';
import { type Asked, type JobContext, type Task, stoppedState } from '#host/jobs/jobs.ts';
import type { LabHolder, OpenLab } from '../lab-holder.ts';
import { runFolder, trainingPlan, underWay, usualSplit } from './training-jobs.ts';

/**
 * Files a study and its job. What can be refused is refused before anything is written down: too few photos, positions that
 * they do not reach, an unknown backbone.
 */
export async function startStudy(
  labs: LabHolder,
  events: HostEvents,
  request: StudyRequest,
): Promise<{ job: Job; study: number }> {
  const open = labs.current;
  const { lab } = open;
  const split = request.split ?? usualSplit(lab);
  const data = trainingSet(lab, split);
  const planned = planStudy(data.items, request);
  for (const { x } of planned) refuseRecipe(recipeAt(request, x, 1));
  const name = request.name ?? usualName(request);
  const createdAt = new Date().toISOString();
  const study = insertStudy(lab.db, { name, request, split, runs: planned.length, createdAt });
  await writeStoredPlan(planFile(open, study), data, lab.directory);
  return { job: queue(open, events, study, name), study };
}

/** @throws StrandlineError `not-found`, `bad-argument` for a study that is going on or has ended. */
export function resumeStudy(labs: LabHolder, events: HostEvents, id: number, asked: Asked = {}): Job {
  const open = labs.current;
  const { state, name } = getStudy(open.lab.db, id);
  if (state === 'done' || state === 'running' || state === 'queued') {
    const reason = state === 'done' ? 'has ended' : 'is going on already';
    throw new StrandlineError('bad-argument', `Study ${id} (${name}) ${reason}.`);
  }
  setStudyState(open.lab.db, id, 'queued');
  return queue(open, events, id, name, asked);
}

/** What a study's job does, and what the study becomes where the job is stopped before it began. */
export function studyWork(
  open: OpenLab,
  events: HostEvents,
  study: number,
): { task: Task; dropped: NonNullable<Asked['dropped']> } {
  return {
    task: (context) => runStudy(open, events, study, context),
    dropped: (state) => {
      setStudyState(open.lab.db, study, state);
      events.emit('lab.changed', { topic: 'studies' });
    },
  };
}

function refuseRecipe(recipe: Recipe): void {
  refuseUntrainable(recipe);
  backboneFor(recipe.strategy, recipe.backbone);
}

function usualName({ vary, hold, recipe }: StudyRequest): string {
  const what = {
    photos: 'Number of photos',
    angles: hold === 'samples' ? 'Angles per sample' : 'Angles at a fixed number of photos',
    strategy: 'Strategies',
    leakage: 'Leakage',
  }[vary];
  return vary === 'strategy' ? `${what} on ${recipe.backbone}` : `${what}, ${recipe.strategy}`;
}

function planFile({ lab }: OpenLab, study: number): string {
  return join(lab.paths.runs, `study-${study}`, 'photos.json');
}

function queue(open: OpenLab, events: HostEvents, study: number, name: string, asked: Asked = {}): Job {
  const args: JobArgs<'study'> = { study };
  const { task, dropped } = studyWork(open, events, study);
  const job = open.jobs.start('study', `Study: ${name}`, args, task, { ...asked, dropped });
  events.emit('lab.changed', { topic: 'studies' });
  return job;
}

async function runStudy(
  open: OpenLab,
  events: HostEvents,
  id: number,
  context: JobContext,
): Promise<{ study: number }> {
  const { db, directory, paths } = open.lab;
  const study = getStudy(db, id);
  const changed = (): void => events.emit('lab.changed', { topic: 'studies' });
  setStudyState(db, id, 'running');
  changed();
  let baseline: Baseline | undefined;
  try {
    const { classes, items } = readStoredPlan(planFile(open, id), directory);
    baseline = await Baseline.over(items, paths.cache, {
      signal: context.signal,
      onProgress: (report) => context.report({ ...report, value: 0 }),
    });
    const planned = planStudy(items, study.request);
    const ended = pointsOf(db, id);
    for (const [place, point] of planned.entries()) {
      if (ended.has(place)) continue;
      context.signal.throwIfAborted();
      const report = reportOfPlace(context.report, place, planned.length, nameOf(study, point));
      await makePoint({ open, study, classes, baseline, place, point, context: { ...context, report } });
      changed();
    }
    setStudyState(db, id, 'done');
    return { study: id };
  } catch (error) {
    setStudyState(db, id, context.signal.aborted ? stoppedState(context.signal) : 'failed');
    throw error;
  } finally {
    await baseline?.close();
    changed();
  }
}

/** What a run of the study reports, as a part of the whole. */
function reportOfPlace(report: ReportProgress, place: number, places: number, name: string): ReportProgress {
  return (progress) =>
    report({
      ...progress,
      phase: `Run ${place + 1} of ${places} (${name}): ${progress.phase}`,
      value: (place + (progress.value ?? progress.done / progress.total)) / places,
    });
}

function nameOf({ request }: StoredStudy, { x, seed }: PlannedPoint<TrainingItem>): string {
  return `${request.vary}: ${x}, seed ${seed}`;
}

interface PointWork {
  readonly open: OpenLab;
  readonly study: StoredStudy;
  readonly classes: TrainingPlan['classes'];
  readonly baseline: Baseline;
  readonly place: number;
  readonly point: PlannedPoint<TrainingItem>;
  readonly context: JobContext;
}

/** Makes the run at one place of the plan, or goes on with it, and files what came of it. */
async function makePoint({
  open,
  study,
  classes,
  baseline,
  place,
  point,
  context,
}: PointWork): Promise<void> {
  const { db } = open.lab;
  const { x, seed } = point;
  const items = [...point.items];
  const recipe = recipeAt(study.request, x, seed);
  const startedAt = new Date().toISOString();
  const fresh = { name: nameOf(study, point), recipe, split: study.split, classes, startedAt };
  const run = runAtPlace(db, study.id, place, fresh);
  requeueRun(db, run, recipe);
  // The network itself is not kept: what a study is after are figures, and a hundred networks fill a disk.
  const modelFile = join(runFolder(open, run), 'model.onnx');
  const result = await underWay(open.lab, run, context.signal, () =>
    trainInWorker(trainingPlan(open, run, { classes, items }, modelFile), {
      signal: context.signal,
      onProgress: context.report,
      onEpoch: (epoch) => appendEpoch(db, run, epoch),
    }),
  );
  const judged = judgedOn(readPredictions(runFolder(open, run)).photos, 'test');
  const byHand = await baseline.judge(items, classes.length, context.signal);
  const train = items.filter(({ side }) => side === 'train');
  const measured: MeasuredPoint = {
    x,
    seed,
    run,
    trained: { photos: train.length, samples: new Set(train.map(({ sample }) => sample)).size },
    ...tallied(judged, classes.length, seed),
    baseline: tallied(byHand, classes.length, seed),
  };
  savePoint(db, { study: study.id, place, point: measured, result, endedAt: new Date().toISOString() });
  await rm(modelFile, { force: true });
}

function recipeAt({ recipe: asked }: StudyRequest, x: Position, seed: number): Recipe {
  const strategy = strategies.find((one) => one === x) ?? asked.strategy;
  return resolveRecipe({ ...asked, strategy, seed });
}

function tallied(judged: readonly Judged[], classes: number, seed: number): Tallied {
  const { photo, sample } = evaluate(judged, classes, seed);
  const pick = ({ accuracy, ci95 }: typeof photo): Tallied['photo'] => ({ accuracy, ci95 });
  return { photo: pick(photo), sample: pick(sample), tallies: tally(judged) };
}
