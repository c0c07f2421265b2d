import { statSync } from 'node:fs';
import type { Lab } from '#host/catalogue/lab.ts';
import { trainingSet } from '#host/catalogue/queries/learning/training-set.ts';
import { inTransaction } from '#host/catalogue/database.ts';
import { latestWholeSplit, usualSplit } from '#host/catalogue/splits.ts';
import { type Computer, type KnownSpeed, speedShortly } from '#host/runs/estimate-run.ts';
import { sbatchArguments } from '#host/slurm/slurm.ts';
import { readSlurmSettings } from '#host/slurm/slurm-settings.ts';
import { backboneFor } from '#host/training/backbones/backbone-for.ts';
import type { StoredPlan } from '#host/runs/stored-plan.ts';
import { refuseTooLittle } from '#host/training/refuse.ts';
import { StrandlineError } from '#shared/errors.ts';
import { expectedSeconds } from '#shared/learning/estimate.ts';
import { placeText } from '#shared/learning/place.ts';
import type { Side } from '#shared/learning/plan.ts';
import { type Recipe, type RecipeRequest, resolveRecipe } from '#shared/learning/recipe.ts';
import type { DryRun } from '#shared/slurm/dry-run.ts';
import type { SlurmSettings } from '#shared/slurm/settings.ts';
import { planStudy } from '#shared/studies/design.ts';
import type { StudyRequest } from '#shared/studies/study.ts';
import { recipeAt } from './file-study.ts';

/** About what stands in a run's folder, in bytes: logs with a line per epoch, and one prediction per photo. */
const logBytes = { run: 12_000, epoch: 400, photo: 350, planned: 8 } as const;

/** What is asked about. */
interface Asked<Request> {
  readonly request: Request;
  /** What each run would be given by Slurm; absent: what is kept for the lab. */
  readonly settings?: SlurmSettings | undefined;
}

/** One run that would be made. */
interface Sketch {
  readonly recipe: Recipe;
  readonly items: readonly { readonly side: Side }[];
}

/**
 * What a study would come to: how long, how much disk, what is sent. Nothing is filed, written or sent; where this computer's
 * speed with a strategy is not known yet it is measured by a few real steps.
 *
 * @throws StrandlineError as `fileStudy` and `speedShortly`.
 */
export async function dryRunOfStudy(
  lab: Lab,
  { request, settings }: Asked<StudyRequest>,
  computer: Computer,
): Promise<DryRun> {
  if (request.vary === 'bench-angles')
    throw new StrandlineError(
      'bad-argument',
      'A study of bench angles trains nothing, so it is told at once.',
    );
  const data = dataOf(lab, request.split);
  const sketches = planStudy(data.items, request).map(({ x, items }) => ({
    ...{ recipe: recipeAt(request, x, 1), items },
  }));
  return dryRunOf(lab, { ...data, sketches, settings }, computer);
}

/** The same of one run. @throws StrandlineError as `fileRun` and `speedShortly`. */
export async function dryRunOfRun(
  lab: Lab,
  { request: { split, ...asked }, settings }: Asked<RecipeRequest & { readonly split?: number | undefined }>,
  computer: Computer,
): Promise<DryRun> {
  const data = dataOf(lab, split);
  refuseTooLittle(data.items);
  const sketches = [{ recipe: resolveRecipe(asked), items: data.items }];
  return dryRunOf(lab, { ...data, sketches, settings }, computer);
}

/** The photos that would be trained on; where the lab has no split, of one that is drawn and not kept. */
function dataOf(lab: Lab, asked: number | undefined): StoredPlan {
  const split = asked ?? latestWholeSplit(lab.db);
  if (split !== undefined) return trainingSet(lab, split);
  const notKept = new Error('The split was drawn for a look.');
  const drawn: StoredPlan[] = [];
  try {
    inTransaction(lab.db, () => {
      drawn.push(trainingSet(lab, usualSplit(lab.db)));
      throw notKept;
    });
  } catch (error) {
    if (error !== notKept) throw error;
  }
  return drawn[0] ?? { classes: [], items: [] };
}

interface Sketched extends StoredPlan {
  readonly sketches: readonly Sketch[];
  readonly settings: SlurmSettings | undefined;
}

async function dryRunOf(
  lab: Lab,
  { items, classes, sketches, settings = readSlurmSettings(lab) }: Sketched,
  computer: Computer,
): Promise<DryRun> {
  const seconds: number[] = [];
  /** A study's runs differ in nothing else that their speed depends on. */
  const speeds = new Map<Recipe['strategy'], KnownSpeed>();
  let kept = 0;
  let sent = JSON.stringify({ classes, items }).length;
  let working = 0;
  for (const { recipe, items: theirs } of sketches) {
    const photos = { train: 0, val: 0, test: 0 };
    for (const { side } of theirs) photos[side] += 1;
    const known =
      speeds.get(recipe.strategy) ?? (await speedShortly(lab, { recipe, classes: classes.length }, computer));
    speeds.set(recipe.strategy, known);
    seconds.push(expectedSeconds(recipe, photos, known.speed));
    kept += logBytes.run + recipe.epochs * logBytes.epoch + (photos.val + photos.test) * logBytes.photo;
    sent += 2000 + theirs.length * logBytes.planned;
    working = Math.max(working, workingBytes(recipe));
  }
  const name = `strandline-${'0'.repeat(16)}`;
  return {
    runs: sketches.length,
    seconds: {
      least: Math.min(...seconds),
      most: Math.max(...seconds),
      all: seconds.reduce((sum, one) => sum + one, 0),
    },
    measured: measuredBy([...speeds.values()]),
    photos: {
      count: items.length,
      bytes: items.reduce((sum, { path }) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0),
    },
    sentBytes: sent,
    keptBytes: kept + sent,
    workingBytes: working,
    command: ['sbatch', ...sbatchArguments(name, sketches.length, settings)],
  };
}

/** Where the seconds come from: each place, and the oldest time at which it was measured. */
function measuredBy(estimates: readonly KnownSpeed[]): DryRun['measured'] {
  return [...Map.groupBy(estimates, placeText)].map(([place, those]) => {
    const times = those.flatMap(({ measuredAt }) => measuredAt ?? []);
    return { place, at: times.toSorted()[0] ?? null };
  });
}

/** The model, and of a whole network the checkpoint: weights, momenta, and the best so far. */
function workingBytes({ strategy, backbone }: Recipe): number {
  const network = statSync(backboneFor(strategy, backbone).file).size;
  return strategy === 'frozen' ? network : 4 * network;
}
