import { run } from '#host/catalogue/database.ts';
import { saveFinishedRun } from '#host/catalogue/queries/learning/models.ts';
import { insertRun } from '#host/catalogue/queries/learning/runs.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import type { ModelClass, Side, TrainingResult } from '#shared/learning/plan.ts';
import { defaultRecipe } from '#shared/learning/recipe.ts';
import { author } from './catalogue.ts';
import { toldByEveryRun } from './results.ts';

/** What a training tells that had nothing to test itself on. */
export const finishedResult: TrainingResult = {
  device: 'cpu',
  engine: 'ort',
  epochs: [],
  best: { epoch: 1, valAcc: null },
  temperature: 1,
  threshold: 0.7,
  seconds: { features: 0, train: 0, total: 0 },
  photosPerSecond: 1,
  ...toldByEveryRun,
};

/**
 * Rows of a finished run and its model, as a training leaves them; there need be no file.
 *
 * @param sides of the samples that the run had.
 */
export function modelRows(
  { db }: Lab,
  {
    classes,
    sides = {},
    file = 'none.onnx',
    sound = true,
  }: {
    classes: readonly ModelClass[];
    sides?: Readonly<Record<number, Side>>;
    file?: string;
    sound?: boolean;
  },
): { run: number; model: number } {
  const split = run(db, `INSERT INTO splits (seed, report, created_at) VALUES (1, '{}', @at)`, {
    at: author.at,
  }).id;
  for (const [sample, side] of Object.entries(sides))
    run(db, 'INSERT INTO split_samples (split_id, sample_id, side) VALUES (@split, @sample, @side)', {
      split,
      sample: Number(sample),
      side,
    });
  const recipe = defaultRecipe('frozen', 'efficientnet-lite0');
  const id = insertRun(db, { name: 'a run', recipe, split, classes, startedAt: author.at });
  const model = saveFinishedRun(db, {
    run: id,
    name: 'a model',
    result: finishedResult,
    file,
    endedAt: author.at,
    sound,
  });
  return { run: id, model };
}
