import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { LabWork } from '#host/catalogue/hooks.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { listRuns, wholeRun } from '#host/catalogue/queries/learning/runs.ts';
import {
  type WholeStudy,
  insertStudy,
  pointsOf,
  wholeStudy,
} from '#host/catalogue/queries/learning/studies.ts';
import { readStored } from '#host/catalogue/stored-row.ts';
import { writeDurably } from '#host/lib/durable-files.ts';
import { runFolder, runPredictions } from '#host/runs/run-folder.ts';
import { type StoredPlan, readStoredPlan, writeStoredPlan } from '#host/runs/stored-plan.ts';
import { StrandlineError } from '#shared/errors.ts';
import { predictionsOn } from '#shared/learning/prediction/run-predictions.ts';
import { type BenchAngles, benchAngles } from '#shared/studies/bench-angles.ts';
import {
  type MeasuredPoint,
  type Position,
  type StudyRequest,
  measuredPointSchema,
} from '#shared/studies/study.ts';
import { meanAccuracy, summarise } from '#shared/studies/summary.ts';

type Source = Pick<MeasuredPoint, 'run' | 'seed' | 'trained'>;

/** What a study of bench angles found; its runs are others', so that it has no rows of its own beside theirs. */
const foundSchema = z.object({
  points: z.array(measuredPointSchema),
  /** Test samples with too few photos. */
  leftOut: z.int().min(0),
});
export type FoundAtBench = z.infer<typeof foundSchema>;

const fileName = 'bench-angles.json';

/**
 * Files a study of how many photos of a new fragment a verdict shall be over.
 *
 * @returns its id.
 * @throws StrandlineError `not-found`, `not-enough-data`, `bad-argument` where the runs cannot answer.
 */
export async function fileBenchStudy(lab: Lab, request: StudyRequest): Promise<number> {
  const asked = request.of === undefined ? { ...request, run: request.run ?? newestTested(lab) } : request;
  const sources = sourcesOf(lab, asked);
  const [first] = sources;
  if (first === undefined)
    throw new StrandlineError('not-enough-data', 'No run of that study has ended yet.');
  const { points } = choicesOf(lab, first.run, request.at);
  const study = insertStudy(lab.db, {
    name:
      request.name ??
      `Photos at the bench, ${asked.of === undefined ? `run ${first.run}` : `study ${asked.of}`}`,
    request: asked,
    split: wholeRun(lab.db, first.run).split,
    runs: sources.length * points.length,
    createdAt: new Date().toISOString(),
  });
  await writeStoredPlan(lab, { study }, planOf(lab, asked));
  return study;
}

/** Works out its points from what its runs predicted, and keeps them in the study's folder. */
export async function makeBenchPoints(
  { lab, signal, onProgress }: LabWork,
  study: WholeStudy,
): Promise<void> {
  const sources = sourcesOf(lab, study.request);
  const found = sources.map((source, done) => {
    signal.throwIfAborted();
    onProgress({ phase: 'Choosing photos', done, total: sources.length, unit: 'runs' });
    const { points, leftOut } = choicesOf(lab, source.run, study.request.at);
    return { leftOut, points: points.map((point) => measured(source, point)) };
  });
  const kept: FoundAtBench = {
    points: found.flatMap(({ points }) => points),
    leftOut: Math.max(0, ...found.map(({ leftOut }) => leftOut)),
  };
  const file = join(runFolder(lab, { study: study.id }), fileName);
  await writeDurably(file, new TextEncoder().encode(JSON.stringify(kept)));
}

/** @returns undefined before it has been worked out; null where it cannot be read. */
export function readBenchPoints(lab: Lab, study: number): FoundAtBench | null | undefined {
  const file = join(runFolder(lab, { study }), fileName);
  if (!existsSync(file)) return undefined;
  return readStored(foundSchema, readFileSync(file, 'utf8')) ?? null;
}

function choicesOf(lab: Lab, run: number, at: StudyRequest['at']): BenchAngles {
  return benchAngles(predictionsOn(runPredictions(lab, run).photos, 'test'), at);
}

function measured(
  { run, seed, trained }: Source,
  { x, tallies }: BenchAngles['points'][number],
): MeasuredPoint {
  const of = (measure: 'photo' | 'sample'): MeasuredPoint['photo'] => meanAccuracy([tallies], measure);
  return {
    x,
    seed,
    run,
    trained,
    photo: of('photo'),
    sample: of('sample'),
    baseline: null,
    tallies: [...tallies],
  };
}

/** The runs whose predictions are taken: the one that was asked for, or those of a study at its best. */
function sourcesOf(lab: Lab, { run, of }: StudyRequest): Source[] {
  if (of !== undefined) return sourcesOfStudy(lab, of);
  if (run === undefined) return [];
  const { recipe } = wholeRun(lab.db, run);
  const train = planOf(lab, { run }).items.filter(({ side }) => side === 'train');
  const samples = new Set(train.map(({ sample }) => sample)).size;
  return [{ run, seed: recipe.seed, trained: { photos: train.length, samples } }];
}

/** One run per seed of a study: at the largest position, of the strategy that does best, of the split by sample. */
function sourcesOfStudy(lab: Lab, study: number): Source[] {
  const { request } = wholeStudy(lab.db, study);
  const points = [...pointsOf(lab.db, study).values()].filter((point) => point !== null);
  if (request.vary === 'bench-angles')
    throw new StrandlineError(
      'bad-argument',
      `Study ${study} trained nothing. Name the run or the study that it is about.`,
    );
  const taken = takenFrom(request, points);
  return points.filter(({ x }) => x === taken);
}

function takenFrom({ vary }: StudyRequest, points: readonly MeasuredPoint[]): Position | undefined {
  if (vary === 'leakage') return 'by-sample';
  if (vary === 'labs') return 'ours-on-theirs';
  const rising = summarise(points).toSorted((a, b) =>
    vary === 'strategy' ? a.network.sample.accuracy - b.network.sample.accuracy : Number(a.x) - Number(b.x),
  );
  return rising.at(-1)?.x;
}

function planOf(lab: Lab, { run, of }: Pick<StudyRequest, 'run' | 'of'>): StoredPlan {
  if (of !== undefined) return readStoredPlan(lab, { study: of });
  return readStoredPlan(lab, { run: run ?? newestTested(lab) });
}

function newestTested({ db }: Lab): number {
  const newest = listRuns(db).find(({ result }) => result?.test !== undefined);
  if (newest === undefined)
    throw new StrandlineError(
      'not-enough-data',
      'No run with a test side has ended yet. Train one; its predictions say how many photos a verdict needs.',
    );
  return newest.id;
}
