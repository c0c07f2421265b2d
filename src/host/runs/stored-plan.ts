import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { StrandlineError } from '#shared/errors.ts';
import { type TrainingPlan, modelClassSchema, trainingItemSchema } from '#shared/learning/plan.ts';
import { writeDurably } from '#host/lib/durable-files.ts';

/** What a run was started on: it goes on with the same photos and labels, whatever the lab has learned since. */
const storedSchema = z.object({ classes: z.array(modelClassSchema), items: z.array(trainingItemSchema) });
type StoredPlan = Pick<TrainingPlan, 'classes' | 'items'>;

/**
 * Writes down what a run trains on. Paths are kept relative to the lab, so that a lab can be moved.
 *
 * @param root the lab's folder.
 */
export async function writeStoredPlan(
  file: string,
  { classes, items }: StoredPlan,
  root: string,
): Promise<void> {
  const inside = items.map((item) => ({ ...item, path: relative(root, item.path) }));
  mkdirSync(dirname(file), { recursive: true });
  await writeDurably(file, new TextEncoder().encode(JSON.stringify({ classes, items: inside })));
}

/** @throws StrandlineError `corrupt-file`, also where the file is missing. */
export function readStoredPlan(file: string, root: string): StoredPlan {
  try {
    const { classes, items } = storedSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    return { classes, items: items.map((item) => ({ ...item, path: join(root, item.path) })) };
  } catch (error) {
    throw new StrandlineError(
      'corrupt-file',
      `${file}, the list of the run's photos, cannot be read. Start the run again.`,
      { file },
      error,
    );
  }
}
