import { statSync } from 'node:fs';
import type { Lab } from '#host/catalogue/lab.ts';
import { trainingSet } from '#host/catalogue/queries/learning/training-set.ts';
import { usualSplit } from '#host/catalogue/splits.ts';
import { type Computer, estimateRun } from '#host/runs/estimate-run.ts';
import { sbatchArguments } from '#host/slurm/slurm.ts';
import { readSlurmSettings } from '#host/slurm/slurm-settings.ts';
import { backboneFor } from '#host/training/backbones/backbone-for.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { Recipe } from '#shared/learning/recipe.ts';
import type { DryRun } from '#shared/slurm/dry-run.ts';
import { planStudy } from '#shared/studies/design.ts';
import type { StudyRequest } from '#shared/studies/study.ts';
import { recipeAt } from './file-study.ts';

/** About what stands in a run's folder, in bytes: logs with a line per epoch, and one prediction per photo. */
const logBytes = { run: 12_000, epoch: 400, photo: 350, planned: 8 } as const;

/**
 * What a study would come to: how long, how much disk, what is sent. Nothing is filed, written or sent; each strategy is
 * measured by a few real steps on this computer.
 *
 * @throws StrandlineError as `fileStudy` and `estimateRun`.
 */
export async function dryRunOfStudy(lab: Lab, request: StudyRequest, computer: Computer): Promise<DryRun> {
  if (request.vary === 'bench-angles')
    throw new StrandlineError(
      'bad-argument',
      'A study of bench angles trains nothing, so it is told at once.',
    );
  const { items, classes } = trainingSet(lab, request.split ?? usualSplit(lab.db));
  const planned = planStudy(items, request);
  const seconds: number[] = [];
  const known = new Map<string, number>();
  let kept = 0;
  let sent = JSON.stringify({ classes, items }).length;
  let working = 0;
  for (const { x, items: theirs } of planned) {
    const recipe = recipeAt(request, x, 1);
    const on = (side: string): number => theirs.filter((item) => item.side === side).length;
    const photos = { train: on('train'), val: on('val'), test: on('test') };
    const key = JSON.stringify([recipe.strategy, photos]);
    const taken =
      known.get(key) ??
      (await estimateRun(lab, { recipe, photos, classes: classes.length }, computer)).seconds;
    known.set(key, taken);
    seconds.push(taken);
    kept += logBytes.run + recipe.epochs * logBytes.epoch + (photos.val + photos.test) * logBytes.photo;
    sent += 2000 + theirs.length * logBytes.planned;
    working = Math.max(working, workingBytes(recipe));
  }
  const name = `strandline-${'0'.repeat(16)}`;
  return {
    runs: planned.length,
    seconds: {
      least: Math.min(...seconds),
      most: Math.max(...seconds),
      all: seconds.reduce((sum, one) => sum + one, 0),
    },
    photos: {
      count: items.length,
      bytes: items.reduce((sum, { path }) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0),
    },
    sentBytes: sent,
    keptBytes: kept + sent,
    workingBytes: working,
    command: ['sbatch', ...sbatchArguments(name, planned.length, readSlurmSettings(lab))],
  };
}

/** The model, and of a whole network the checkpoint: weights, momenta, and the best so far. */
function workingBytes({ strategy, backbone }: Recipe): number {
  const network = statSync(backboneFor(strategy, backbone).file).size;
  return strategy === 'frozen' ? network : 4 * network;
}
