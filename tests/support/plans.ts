import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TrainingHooks } from '#host/training/training-hooks.ts';
import { type TrainingItem, type TrainingPlan, trainingPlanSchema } from '#shared/learning/plan.ts';
import { type Recipe, defaultRecipe } from '#shared/learning/recipe.ts';
import { drawSplit } from '#shared/learning/split/split.ts';
import { temporaryFolder } from './labs.ts';
import { writeTwoClasses } from './photos.ts';
import { writeTinyBackbone } from './tiny-backbone.ts';

/** A photo with its truth, before a split. */
export interface LabelledPhoto {
  readonly path: string;
  readonly sample: number;
  readonly classIndex: number;
}

/** A plan over photos, split by sample, whose every output lies below one folder. */
export function planOver(
  photos: readonly LabelledPhoto[],
  classNames: readonly string[],
  {
    directory,
    backboneFile,
    recipe = {},
  }: { directory: string; backboneFile: string; recipe?: Partial<Recipe> },
): TrainingPlan {
  const samples = new Map(photos.map(({ sample, classIndex }) => [sample, classIndex]));
  const sides = drawSplit(
    [...samples].map(([id, classId]) => ({ id, classId })),
    { val: 0.2, test: 0.2, seed: 1 },
  );
  return trainingPlanSchema.parse({
    // The same engine whatever this computer has.
    recipe: { ...defaultRecipe('frozen', 'efficientnet-lite0'), engine: 'ort', ...recipe },
    classes: classNames.map((name, index) => ({ id: 11 + index, name })),
    items: photos.map(({ path, sample, classIndex }): TrainingItem => ({
      hash: createHash('sha256').update(readFileSync(path)).digest('hex'),
      path,
      rotation: 0,
      sample,
      classIndex,
      side: sides.get(sample) ?? 'train',
    })),
    split: 4,
    runDir: join(directory, 'run'),
    cacheDir: join(directory, 'cache'),
    backboneFile,
    modelFile: join(directory, 'model.onnx'),
    softwareVersion: '0.0.0-test',
  });
}

/** Two classes that differ in brightness, 12 samples of 2 angles each, on a backbone that takes milliseconds. */
export async function tinyPlan(recipe: Partial<Recipe> = {}): Promise<TrainingPlan> {
  const directory = temporaryFolder();
  const tree = join(directory, 'photos');
  await writeTwoClasses(tree, 12, 2);
  const photos = ['bright', 'dark'].flatMap((name, classIndex) =>
    filesBelow(join(tree, name)).map((path) => ({ path, classIndex, sample: sampleOf(path) })),
  );
  return planOver(photos, ['bright', 'dark'], {
    directory,
    backboneFile: writeTinyBackbone(join(directory, 'tiny.onnx')),
    recipe: { imageSize: 32, epochs: 8, lr: 0.05, views: 2, weightDecay: 0.01, ...recipe },
  });
}

/** All files below a folder, sorted. */
export function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

const numbers = new Map<string, number>();

/** One number per folder, as a catalogue's row ids are. */
function sampleOf(path: string): number {
  const folder = dirname(path);
  const number = numbers.get(folder) ?? numbers.size + 1;
  numbers.set(folder, number);
  return number;
}

/** Hooks for a run that nobody watches; any of them can be replaced. */
export function quietHooks(hooks: Partial<TrainingHooks> = {}): TrainingHooks {
  return {
    signal: new AbortController().signal,
    onProgress: () => undefined,
    onEpoch: () => undefined,
    ...hooks,
  };
}
