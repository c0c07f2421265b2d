import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBackbone } from '#host/training/backbones/registry.ts';
import { computeFeatures } from '#host/training/features/features.ts';
import { ViewMaker } from '#host/training/views/view-maker.ts';
import { preprocessingFor } from '#shared/learning/prediction/preprocessing.ts';
import type { Side, TrainingItem } from '#shared/learning/plan.ts';
import { seededRandom, shuffled } from '#shared/learning/random.ts';
import { type Recipe, augmentationOf } from '#shared/learning/recipe.ts';

/** A photo of a set: its class by name, its object as the sample, numbered within the class from 0. */
export interface Photo {
  readonly item: TrainingItem;
  readonly className: string;
  readonly object: number;
  /** How many objects its class has. */
  readonly objects: number;
}

export interface TrustSet {
  readonly title: string;
  readonly folder: string;
  /** Classes that are never trained, in turn. */
  readonly strangers: readonly (readonly string[])[];
  readonly folds: number;
  readonly sideOf: (photo: Photo, fold: number) => Side;
}

const data = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const folds = 5;

export const sets: readonly TrustSet[] = [
  {
    title: 'ETH-80, two of eight classes never trained (objects: three train, one validates, one is tested)',
    folder: join(data, 'eth80-half'),
    strangers: [
      ['apple', 'car'],
      ['cow', 'cup'],
      ['dog', 'tomato'],
      ['horse', 'pear'],
    ],
    folds,
    sideOf: ({ object }: Photo, fold: number): Side =>
      object === fold ? 'test' : object === (fold + 1) % folds ? 'val' : 'train',
  },
  {
    title: 'TrashNet, one of five classes never trained (65 % train, 15 % validate, 20 % are tested)',
    folder: join(data, 'trashnet-half'),
    strangers: [['cardboard'], ['glass'], ['metal'], ['paper'], ['plastic']],
    folds: 2,
    sideOf: ({ className, object, objects }: Photo, fold: number): Side => {
      const share = place(className, objects, fold, object) / objects;
      return share < 0.2 ? 'test' : share < 0.35 ? 'val' : 'train';
    },
  },
];

const orders = new Map<string, readonly number[]>();

/** Where an object comes in a shuffled class. */
function place(className: string, objects: number, fold: number, object: number): number {
  const key = `${className} ${fold}`;
  const order =
    orders.get(key) ??
    shuffled(
      Array.from({ length: objects }, (_, index) => index),
      seededRandom(fold + 1),
    );
  orders.set(key, order);
  return order[object] ?? 0;
}

/** All photos of a set; the folder of a photo is its object, but where it is the class's own, where every photo is one. */
export function photosOf({ folder }: TrustSet): Photo[] {
  const classes = readdirSync(folder).sort();
  return classes.flatMap((className, classIndex) => {
    const root = join(folder, className);
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(jpe?g|png)$/i.test(name))
      .sort();
    const objectOf = (file: string): string => (dirname(file) === '.' ? basename(file) : dirname(file));
    const objects = [...new Set(files.map(objectOf))];
    return files.map((file): Photo => {
      const path = join(root, file);
      const hash = createHash('sha256').update(readFileSync(path)).digest('hex');
      const object = objects.indexOf(objectOf(relative(root, path)));
      const sample = 10_000 * classIndex + object;
      return {
        ...{ className, object, objects: objects.length },
        item: { hash, path, rotation: 0, sample, classIndex, side: 'train' },
      };
    });
  });
}

/** The embedded backbone's features of all photos as they are, by hash; kept in a cache between runs. */
export async function featuresOf(
  photos: readonly Photo[],
  recipe: Recipe,
): Promise<Map<string, Float32Array>> {
  const backbone = findBackbone(recipe.backbone);
  const preprocessing = preprocessingFor(recipe.imageSize, backbone.normalisation);
  const source = new ViewMaker({ preprocessing, augmentation: augmentationOf(recipe) }, 0);
  const items = photos.map(({ item }) => item);
  const { features } = await computeFeatures(
    items,
    { backbone, source, viewsOf: () => 1, cacheDir: join(tmpdir(), 'strandline-trust') },
    {
      signal: new AbortController().signal,
      onProgress: ({ done, total }) => {
        if (done % 200 === 0) process.stderr.write(`${done} of ${total} photos\n`);
      },
    },
  );
  return new Map(items.map(({ hash }, index) => [hash, features[index]?.[0] ?? new Float32Array()]));
}
