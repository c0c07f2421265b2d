import { join, relative, sep } from 'node:path';
import { z } from 'zod';
import { StrandlineError } from '#shared/errors.ts';
import { type TrainingPlan, modelClassSchema, trainingItemSchema } from '#shared/learning/plan.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { writeDurably } from '#host/lib/durable-files.ts';
import { inside } from '#host/lib/inside.ts';
import { type Trained, runFolder } from './run-folder.ts';
import { readOwnText } from '#host/lib/own-files.ts';

/** What a run was started on: it goes on with the same photos and labels, whatever the lab has learned since. */
const storedSchema = z.object({ classes: z.array(modelClassSchema), items: z.array(trainingItemSchema) });
export type StoredPlan = Pick<TrainingPlan, 'classes' | 'items'>;

const fileName = 'photos.json';

/** Writes down what a run or a study trains on. Paths are kept relative to the lab, so that a lab can be moved. */
export async function writeStoredPlan(lab: Lab, of: Trained, { classes, items }: StoredPlan): Promise<void> {
  const inside = items.map((item) => ({
    ...item,
    path: relative(lab.directory, item.path).split(sep).join('/'),
  }));
  const text = JSON.stringify({ classes, items: inside });
  await writeDurably(photoListOf(lab, of), new TextEncoder().encode(text));
}

/** Where a photo of a plan lies. Plans of an older Strandline that Windows wrote have its slashes. */
function ownPlace(root: string, path: string): string {
  return inside(root, path.replaceAll('\\', '/'));
}

/** @throws StrandlineError `corrupt-file`, also where the file is missing, or has a photo outside of the lab. */
export function readStoredPlan(lab: Lab, of: Trained): StoredPlan {
  return readPhotoList(photoListOf(lab, of), lab.directory);
}

/** The file of what a run or a study trains on. */
export function photoListOf(lab: Lab, of: Trained): string {
  return join(runFolder(lab, of), fileName);
}

/** The same by its file. @param root where its paths begin: the lab's folder. */
export function readPhotoList(file: string, root: string): StoredPlan {
  try {
    const { classes, items } = storedSchema.parse(JSON.parse(readOwnText(file)));
    return { classes, items: items.map((item) => ({ ...item, path: ownPlace(root, item.path) })) };
  } catch (error) {
    throw new StrandlineError(
      'corrupt-file',
      `${file}, the list of the run's photos, cannot be read. Start the run again.`,
      { file },
      error,
    );
  }
}
