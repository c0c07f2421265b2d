import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabWork } from '#host/catalogue/hooks.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { requeueRun } from '#host/catalogue/queries/learning/runs.ts';
import {
  type WholeStudy,
  pointsOf,
  runAtPlace,
  savePoint,
  setStudyState,
  wholeStudy,
} from '#host/catalogue/queries/learning/studies.ts';
import { runFolder } from '#host/runs/run-folder.ts';
import { readStoredPlan } from '#host/runs/stored-plan.ts';
import { type PlannedRun, type Runner, localRunner } from '#host/runs/runner.ts';
import type { Part } from '#host/runs/work/work-plan.ts';
import { planWithoutPhotos } from '#host/runs/train-run.ts';
import { trainRuns } from '#host/runs/train-runs.ts';
import { readPredictions } from '#host/training/predictions-file.ts';
import { stoppedState } from '#host/lib/stop.ts';
import { type LabelledLogits, evaluate } from '#shared/learning/figures/metrics.ts';
import { type TrainingItem, type TrainingPlan, type TrainingResult, sides } from '#shared/learning/plan.ts';
import { predictionsOn } from '#shared/learning/prediction/run-predictions.ts';
import type { OnProgress } from '#shared/progress.ts';
import { type PlannedPoint, planStudy } from '#shared/studies/design.ts';
import type { MeasuredPoint, Tallied } from '#shared/studies/study.ts';
import { tally } from '#shared/studies/summary.ts';
import { Baseline } from './baseline.ts';
import { makeBenchPoints } from './bench-study.ts';
import { recipeAt } from './file-study.ts';

/**
 * Makes the points of a filed study.
 *
 * @param runner where its runs are trained.
 */
export async function runStudy(
  work: LabWork,
  id: number,
  runner: Runner = localRunner,
): Promise<{ study: number }> {
  const { lab, signal, changed } = work;
  const study = wholeStudy(lab.db, id);
  setStudyState(lab.db, id, 'running');
  changed('studies');
  try {
    await (study.request.vary === 'bench-angles'
      ? makeBenchPoints(work, study)
      : makeRuns(work, study, runner));
    setStudyState(lab.db, id, 'done');
    return { study: id };
  } catch (error) {
    setStudyState(lab.db, id, signal.aborted ? stoppedState(signal) : 'failed');
    throw error;
  }
}

/** A run at its place in the study's plan. */
interface PointRun extends PlannedRun {
  readonly place: number;
  readonly point: PlannedPoint<IndexedItem>;
}

/** A photo, and where it stands in the study's list. */
type IndexedItem = TrainingItem & { readonly index: number };

/** Has the runs of a study made; those that have ended are kept, one that was begun goes on. */
async function makeRuns(work: LabWork, study: WholeStudy, runner: Runner): Promise<void> {
  const { lab, signal, onProgress, changed } = work;
  const { classes, items } = readStoredPlan(lab, { study: study.id });
  const baseline = await Baseline.over(items, lab.paths.cache, {
    signal,
    onProgress: (progress) => onProgress({ ...progress, value: 0 }),
  });
  try {
    const points = plannedPoints(items, study);
    await trainRuns(work, runner, openRuns(work, study, { points, classes }), {
      onProgress: (report, run) => {
        if (run === undefined) onProgress(report);
        else partOf(onProgress, run.place, points.length, nameOf(study, run.point))(report);
      },
      tell: () => undefined,
      onResult: async (run, result) => {
        await bookPoint({ lab, study, classes, baseline, run, result, signal });
        changed('studies');
      },
    });
  } finally {
    await baseline.close();
  }
}

/** All points of a study, with where each of their photos stands in its list. */
export function plannedPoints(
  items: readonly TrainingItem[],
  { request }: WholeStudy,
): PlannedPoint<IndexedItem>[] {
  return planStudy(
    items.map((item, index) => ({ ...item, index })),
    request,
  );
}

/** The runs of a study that have not ended, each filed as it is taken. */
export function* openRuns(
  { lab, signal }: Pick<LabWork, 'lab' | 'signal'>,
  study: WholeStudy,
  { points, classes }: { points: PlannedPoint<IndexedItem>[]; classes: TrainingPlan['classes'] },
): Generator<PointRun> {
  const { db } = lab;
  const ended = pointsOf(db, study.id);
  for (const [place, point] of points.entries()) {
    // One that cannot be read any more is made again.
    if ((ended.get(place) ?? null) !== null) continue;
    signal.throwIfAborted();
    const recipe = recipeAt(study.request, point.x, point.seed);
    const startedAt = new Date().toISOString();
    const fresh = { name: nameOf(study, point), recipe, split: study.split, classes, startedAt };
    const run = runAtPlace(db, study.id, place, fresh);
    requeueRun(db, run, recipe);
    // The network itself is not kept: what a study is after are figures, and a hundred networks fill a disk.
    const modelFile = join(runFolder(lab, { run }), 'model.onnx');
    const plan = planWithoutPhotos(lab, run, { classes, modelFile });
    const part = (): Part => ({
      items: point.items.map(({ index }) => index),
      sides: point.items.map(({ side }) => sides.indexOf(side)).join(''),
    });
    yield { run, plan, items: point.items, photos: { study: study.id }, part, place, point };
  }
}

/** What a run of the study reports, as a part of the whole. */
function partOf(onProgress: OnProgress, place: number, places: number, name: string): OnProgress {
  return (progress) =>
    onProgress({
      ...progress,
      phase: `Run ${place + 1} of ${places} (${name}): ${progress.phase}`,
      value: (place + (progress.value ?? progress.done / progress.total)) / places,
    });
}

function nameOf(
  { request }: WholeStudy,
  { x, seed }: Pick<PlannedPoint<TrainingItem>, 'x' | 'seed'>,
): string {
  return `${request.vary}: ${x}, seed ${seed}`;
}

interface EndedRun {
  readonly lab: Lab;
  readonly study: WholeStudy;
  readonly classes: TrainingPlan['classes'];
  readonly baseline: Baseline;
  readonly run: PointRun;
  readonly result: TrainingResult;
  readonly signal: AbortSignal;
}

/** Files what came of the run at one place of the plan, with the baseline beside it. */
async function bookPoint({
  lab,
  study,
  classes,
  baseline,
  run: { run, plan, items, place, point },
  result,
  signal,
}: EndedRun): Promise<void> {
  const { x, seed } = point;
  const { modelFile } = plan;
  const predictions = predictionsOn(readPredictions(runFolder(lab, { run })).photos, 'test');
  const byHand = await baseline.predict(items, classes.length, signal);
  const train = items.filter(({ side }) => side === 'train');
  const measured: MeasuredPoint = {
    x,
    seed,
    run,
    trained: { photos: train.length, samples: new Set(train.map(({ sample }) => sample)).size },
    ...tallied(predictions, classes.length, seed),
    baseline: tallied(byHand, classes.length, seed),
  };
  savePoint(lab.db, { study: study.id, place, point: measured, result, endedAt: new Date().toISOString() });
  await rm(modelFile, { force: true });
}

function tallied(predictions: readonly LabelledLogits[], classes: number, seed: number): Tallied {
  const { photo, sample } = evaluate(predictions, classes, seed);
  const pick = ({ accuracy, ci95 }: typeof photo): Tallied['photo'] => ({ accuracy, ci95 });
  return { photo: pick(photo), sample: pick(sample), tallies: tally(predictions) };
}
