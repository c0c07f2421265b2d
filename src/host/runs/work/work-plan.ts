import { dirname, join, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import { cameraFingerprintSchema } from '#shared/camera/drift.ts';
import { StrandlineError } from '#shared/errors.ts';
import { type TrainingPlan, sides } from '#shared/learning/plan.ts';
import { recipeSchema } from '#shared/learning/recipe.ts';
import { softwareVersion } from '#shared/version.ts';
import { writeDurably } from '#host/lib/durable-files.ts';
import { inside, leadsOut } from '#host/lib/inside.ts';
import { explained } from '#host/lib/explained.ts';
import { backboneFor } from '#host/training/backbones/backbone-for.ts';
import { readPhotoList } from '../stored-plan.ts';
import { readOwnText } from '#host/lib/own-files.ts';

/** A path below the root, with forward slashes. */
const pathSchema = z.string().min(1);

/** What lies in the root's folder, seen from a file in it: nothing but steps upwards. */
const upwards = z.string().regex(/^\.(?:\.\/)*\.?$|^(?:\.\.\/)*\.\.$/);

/** Which photos of a list a run trains on: where they stand in it, in the run's order, and a digit of `sides` for each. */
const partSchema = z
  .strictObject({ items: z.array(z.int().min(0)), sides: z.string().regex(/^[012]*$/) })
  .refine((part) => part.items.length === part.sides.length, 'as many sides as items');
export type Part = z.infer<typeof partSchema>;

/** One run as it is sent: what `TrainingPlan` says, with paths below the root, and without what a computer has of its own. */
const workPlanSchema = z.strictObject({
  recipe: recipeSchema,
  split: z.int(),
  /** The list of photos, see stored-plan.ts. */
  photos: pathSchema,
  /** Absent: all of them, on their own sides. */
  part: partSchema.optional(),
  /** The run's folder. */
  folder: pathSchema,
  model: pathSchema,
  softwareVersion: z.string(),
  cameraFingerprint: cameraFingerprintSchema.optional(),
  checkpointMinutes: z.number().min(0).optional(),
});
type WorkPlan = z.infer<typeof workPlanSchema>;

/** The file that `strandline work` is given: where the root lies from it, and below that the plan of each run. */
const workListSchema = z.strictObject({ root: upwards, plans: z.array(pathSchema).min(1) });

/**
 * Writes the file that lists plans.
 *
 * @param file absolute, below `root`. @param plans absolute, below `root`.
 */
export async function writeWorkList(file: string, root: string, plans: readonly string[]): Promise<void> {
  const list = {
    root: slashes(relative(dirname(file), root)) || '.',
    plans: plans.map((plan) => below(root, plan)),
  };
  await writeDurably(file, new TextEncoder().encode(JSON.stringify(workListSchema.parse(list))));
}

/** The file of a run that was sent elsewhere, in its folder. */
export function workPlanFile(runDir: string): string {
  return join(runDir, 'plan.json');
}

/**
 * Writes the plan of one run into its folder, as it is sent.
 *
 * @param plan its paths are absolute, below `root`. @param photos the list of photos, absolute, below `root`.
 * @returns the file.
 */
export async function writeWorkPlan(
  root: string,
  plan: Omit<TrainingPlan, 'cacheDir' | 'backboneFile' | 'classes' | 'items'>,
  { photos, part }: { readonly photos: string; readonly part?: Part | undefined },
): Promise<string> {
  const { recipe, split, runDir, modelFile, cameraFingerprint, checkpointMinutes } = plan;
  const sent: WorkPlan = {
    ...{ recipe, split, checkpointMinutes, softwareVersion: plan.softwareVersion },
    photos: below(root, photos),
    ...(part !== undefined && { part }),
    folder: below(root, runDir),
    model: below(root, modelFile),
    ...(cameraFingerprint !== undefined && { cameraFingerprint }),
  };
  const file = workPlanFile(runDir);
  await writeDurably(file, new TextEncoder().encode(JSON.stringify(sent)));
  return file;
}

function below(root: string, path: string): string {
  return slashes(relative(root, path));
}

function slashes(path: string): string {
  return path.split(sep).join('/');
}

/**
 * The plan that stands somewhere in a list, for this computer.
 *
 * @param n from 0.
 * @param options `root`: where the paths begin; default: what the list says. `cacheDir`: a folder of this computer.
 * @throws StrandlineError `not-found`, `corrupt-file` for what is no list or plan, or leads out of the root; `bad-argument` where
 *   the list has no such plan; `unsupported` where it was made by another version; `backbone-unknown`.
 */
export function readWork(
  listFile: string,
  n: number,
  { root: askedRoot, cacheDir }: { readonly root?: string | undefined; readonly cacheDir: string },
): TrainingPlan {
  const list = parsed(workListSchema, listFile, 'no list of plans');
  const root = resolve(askedRoot ?? resolve(dirname(listFile), list.root));
  const path = list.plans[n];
  if (path === undefined)
    throw new StrandlineError(
      'bad-argument',
      `${listFile} has plans 0 to ${list.plans.length - 1}; there is no ${n}.`,
    );
  const planFile = inside(root, path);
  const plan = parsed(workPlanSchema, planFile, 'no plan of a run');
  if (plan.softwareVersion !== softwareVersion)
    throw new StrandlineError(
      'unsupported',
      `${planFile} was made by Strandline ${plan.softwareVersion}, and this computer has ${softwareVersion}. Install the same version on both.`,
    );
  const runDir = within(root, plan.folder);
  const { classes, items } = readPhotoList(within(root, plan.photos), root);
  const { recipe, split, cameraFingerprint, checkpointMinutes = 5 } = plan;
  return {
    ...{ recipe, split, classes, runDir, cacheDir, softwareVersion, checkpointMinutes },
    items: plan.part === undefined ? items : partOf(items, plan.part, planFile),
    modelFile: inside(root, plan.model),
    backboneFile: backboneFor(recipe.strategy, recipe.backbone).file,
    ...(cameraFingerprint !== undefined && { cameraFingerprint }),
  };
}

function partOf(items: TrainingPlan['items'], part: Part, planFile: string): TrainingPlan['items'] {
  return part.items.map((index, at) => {
    const item = items[index];
    const side = sides[Number(part.sides[at])];
    if (item === undefined || side === undefined)
      throw new StrandlineError('corrupt-file', `${planFile} names a photo that its list does not have.`);
    return { ...item, side };
  });
}

/** A path of something that is there, and lies where it says. */
function within(root: string, relativePath: string): string {
  const path = inside(root, relativePath);
  if (leadsOut(root, path))
    throw new StrandlineError(
      'corrupt-file',
      `${path} is not there, or is a link that leads out of ${root}; nothing was opened.`,
      { file: path },
    );
  return path;
}

function parsed<T>(schema: z.ZodType<T>, file: string, what: string): T {
  let text: string;
  try {
    text = readOwnText(file);
  } catch (error) {
    throw explained(error, file);
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new StrandlineError(
      'corrupt-file',
      `${file} is ${what} of Strandline. Start the run again from its lab.`,
      { file },
      error,
    );
  }
}
