import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Hooks, LabWork } from '#host/catalogue/hooks.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { appendEpoch, requeueRun } from '#host/catalogue/queries/learning/runs.ts';
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
import { trainingPlan, underWay } from '#host/runs/train-run.ts';
import { readPredictions } from '#host/training/predictions-file.ts';
import { trainInWorker } from '#host/training/train-in-worker.ts';
import { stoppedState } from '#host/lib/stop.ts';
import { type LabelledLogits, evaluate } from '#shared/learning/figures/metrics.ts';
import type { TrainingItem, TrainingPlan } from '#shared/learning/plan.ts';
import { predictionsOn } from '#shared/learning/prediction/run-predictions.ts';
import type { OnProgress } from '#shared/progress.ts';
import { type PlannedPoint, planStudy } from '#shared/studies/design.ts';
import type { MeasuredPoint, Tallied } from '#shared/studies/study.ts';
import { tally } from '#shared/studies/summary.ts';
import { Baseline } from './baseline.ts';
import { makeBenchPoints } from './bench-study.ts';
import { recipeAt } from './file-study.ts';

/** Makes the points of a filed study. */
export async function runStudy(work: LabWork, id: number): Promise<{ study: number }> {
  const { lab, signal, changed } = work;
  const study = wholeStudy(lab.db, id);
  setStudyState(lab.db, id, 'running');
  changed('studies');
  try {
    await (study.request.vary === 'bench-angles' ? makeBenchPoints(work, study) : makeRuns(work, study));
    setStudyState(lab.db, id, 'done');
    return { study: id };
  } catch (error) {
    setStudyState(lab.db, id, signal.aborted ? stoppedState(signal) : 'failed');
    throw error;
  }
}

/** Makes the runs of a study one after another; those that have ended are kept, the one under way goes on. */
async function makeRuns({ lab, signal, onProgress, changed }: LabWork, study: WholeStudy): Promise<void> {
  const { classes, items } = readStoredPlan(lab, { study: study.id });
  const baseline = await Baseline.over(items, lab.paths.cache, {
    signal,
    onProgress: (progress) => onProgress({ ...progress, value: 0 }),
  });
  try {
    const planned = planStudy(items, study.request);
    const ended = pointsOf(lab.db, study.id);
    for (const [place, point] of planned.entries()) {
      // One that cannot be read any more is made again.
      if ((ended.get(place) ?? null) !== null) continue;
      signal.throwIfAborted();
      const ofPlace = partOf(onProgress, place, planned.length, nameOf(study, point));
      const hooks = { signal, onProgress: ofPlace };
      await makePoint({ lab, study, classes, baseline, place, point, hooks });
      changed('studies');
    }
  } finally {
    await baseline.close();
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

function nameOf({ request }: WholeStudy, { x, seed }: PlannedPoint<TrainingItem>): string {
  return `${request.vary}: ${x}, seed ${seed}`;
}

interface PointWork {
  readonly lab: Lab;
  readonly study: WholeStudy;
  readonly classes: TrainingPlan['classes'];
  readonly baseline: Baseline;
  readonly place: number;
  readonly point: PlannedPoint<TrainingItem>;
  readonly hooks: Hooks;
}

/** Makes the run at one place of the plan, or goes on with it, and files what came of it. */
async function makePoint({
  lab,
  study,
  classes,
  baseline,
  place,
  point,
  hooks: { signal, onProgress },
}: PointWork): Promise<void> {
  const { db } = lab;
  const { x, seed } = point;
  const items = [...point.items];
  const recipe = recipeAt(study.request, x, seed);
  const startedAt = new Date().toISOString();
  const fresh = { name: nameOf(study, point), recipe, split: study.split, classes, startedAt };
  const run = runAtPlace(db, study.id, place, fresh);
  requeueRun(db, run, recipe);
  // The network itself is not kept: what a study is after are figures, and a hundred networks fill a disk.
  const modelFile = join(runFolder(lab, { run }), 'model.onnx');
  const result = await underWay(db, run, signal, () =>
    trainInWorker(trainingPlan(lab, run, { classes, items }, modelFile), {
      signal,
      onProgress,
      onEpoch: (epoch) => appendEpoch(db, run, epoch),
    }),
  );
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
  savePoint(db, { study: study.id, place, point: measured, result, endedAt: new Date().toISOString() });
  await rm(modelFile, { force: true });
}

function tallied(predictions: readonly LabelledLogits[], classes: number, seed: number): Tallied {
  const { photo, sample } = evaluate(predictions, classes, seed);
  const pick = ({ accuracy, ci95 }: typeof photo): Tallied['photo'] => ({ accuracy, ci95 });
  return { photo: pick(photo), sample: pick(sample), tallies: tally(predictions) };
}
