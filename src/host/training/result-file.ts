import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { writeDurably } from '#host/lib/durable-files.ts';
import { type TrainingPlan, type TrainingResult, trainingResultSchema } from '#shared/learning/plan.ts';
import { recipeSchema } from '#shared/learning/recipe.ts';
import { readOwnText } from '#host/lib/own-files.ts';
import { readRegularSync } from '#host/lib/regular-file.ts';

type Finished = Pick<TrainingPlan, 'runDir' | 'modelFile' | 'recipe'>;

const storedSchema = z.object({
  recipe: recipeSchema,
  result: trainingResultSchema,
  /** SHA-256 of the model's file that came with it. */
  model: z.string(),
});

const fileOf = ({ runDir }: Pick<Finished, 'runDir'>): string => join(runDir, 'result.json');

/**
 * Writes down what came of a training beside its log, once its model is written: whoever trained may end before the lab
 * has booked it.
 */
export async function writeResult(finished: Finished, result: TrainingResult): Promise<void> {
  const { recipe, modelFile } = finished;
  const stored = { recipe, result, model: digestOf(modelFile) } satisfies z.input<typeof storedSchema>;
  await writeDurably(fileOf(finished), new TextEncoder().encode(JSON.stringify(stored)));
}

/**
 * What came of a training that has ended by this very recipe, and whose model is there as it was written; undefined where
 * there is none, or it is not whole.
 */
export function readResult(finished: Finished): TrainingResult | undefined {
  try {
    const { recipe, result, model } = storedSchema.parse(JSON.parse(readOwnText(fileOf(finished))));
    const isItsOwn = isDeepStrictEqual(recipe, recipeSchema.parse(finished.recipe));
    return isItsOwn && digestOf(finished.modelFile) === model ? result : undefined;
  } catch {
    return undefined;
  }
}

function digestOf(file: string): string {
  return createHash('sha256').update(readRegularSync(file)).digest('hex');
}
