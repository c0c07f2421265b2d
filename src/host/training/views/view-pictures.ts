import sharp from 'sharp';
import type { TrainingItem } from '#shared/learning/plan.ts';
import { seededRandom, shuffled } from '#shared/learning/random.ts';
import { preprocessingFor } from '#shared/learning/prediction/preprocessing.ts';
import { mostViews } from '#shared/learning/head-setting.ts';
import { type Recipe, augmentationOf } from '#shared/learning/recipe.ts';
import type { Backbone } from '../backbones/registry.ts';
import { viewOfEpoch } from '../engine/epoch-random.ts';
import { ViewMaker } from './view-maker.ts';

/** A larger picture says no more about what was cropped, turned and recoloured. */
const largestSide = 224;

export interface ViewPicture {
  readonly item: TrainingItem;
  /** WebP; undefined where the photo cannot be read. */
  readonly picture: Uint8Array<ArrayBuffer> | undefined;
}

/** Training photos of as many classes as there can be, the same for the same seed. */
export function pickForViews(items: readonly TrainingItem[], count: number, seed: number): TrainingItem[] {
  const random = seededRandom(seed);
  const train = items.filter(({ side }) => side === 'train');
  const byClass = [...Map.groupBy(train, ({ classIndex }) => classIndex)].sort(([a], [b]) => a - b);
  const orders = byClass.map(([, members]) => shuffled(members, random));
  const rounds = Math.max(0, ...orders.map(({ length }) => length));
  return Array.from({ length: rounds }, (_, round) =>
    orders.flatMap((order) => order.slice(round, round + 1)),
  )
    .flat()
    .slice(0, count);
}

/**
 * Photos as the network is given them in an epoch: made by the very maker that training uses, by the run's own recipe.
 */
export async function viewPictures(
  items: readonly TrainingItem[],
  recipe: Recipe,
  { normalisation }: Pick<Backbone, 'normalisation'>,
  epoch: number,
): Promise<ViewPicture[]> {
  const preprocessing = preprocessingFor(recipe.imageSize, normalisation);
  const maker = new ViewMaker({ preprocessing, augmentation: augmentationOf(recipe) }, 0);
  // A frozen backbone has looked at the same few views before the first epoch.
  const view = recipe.strategy === 'frozen' ? epoch % mostViews(recipe) : viewOfEpoch(recipe.seed, epoch);
  const side = recipe.imageSize;
  return Promise.all(
    items.map(async (item): Promise<ViewPicture> => {
      try {
        const [pixels = new Uint8Array()] = await maker.views(item, [view]);
        const picture = await sharp(pixels, {
          raw: { width: side, height: side, channels: 3 },
        })
          .resize({ width: Math.min(side, largestSide) })
          .webp({ quality: 80 })
          .toBuffer();
        return { item, picture: new Uint8Array(picture) };
      } catch {
        return { item, picture: undefined };
      }
    }),
  );
}
