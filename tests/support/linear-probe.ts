import { trainHead } from '#host/training/features/train-head.ts';
import { settled } from '#shared/learning/head-setting.ts';
import { argmax } from '#shared/learning/figures/metrics.ts';
import type { TrainingItem } from '#shared/learning/plan.ts';
import { seededRandom, shuffled } from '#shared/learning/random.ts';
import { defaultRecipe } from '#shared/learning/recipe.ts';
import { quietHooks } from './plans.ts';

/** A photo as a vector, with the sample that it shows. */
export interface ProbePhoto {
  readonly sample: string;
  /** Index of the class. */
  readonly truth: number;
  readonly features: Float32Array;
}

const testShare = 0.3;
const recipe = { ...settled(defaultRecipe('frozen', 'none')), epochs: 40, stepSize: 40, classWeights: false };

/**
 * How well a linear classifier tells two classes from features: mean share of right test photos over splits by sample.
 * The head is the lab's own, so that what is compared are features.
 */
export async function probeAccuracy(
  photos: readonly ProbePhoto[],
  seeds: readonly number[],
): Promise<number> {
  let sum = 0;
  for (const seed of seeds) sum += await oneProbe(photos, seed);
  return sum / seeds.length;
}

async function oneProbe(photos: readonly ProbePhoto[], seed: number): Promise<number> {
  const random = seededRandom(seed);
  const samplesOf = Map.groupBy(new Set(photos.map(keyOf)), (key) => key.slice(0, key.indexOf('/')));
  const heldOut = new Set(
    [...samplesOf.values()].flatMap((samples) =>
      shuffled(samples, random).slice(0, Math.round(samples.length * testShare)),
    ),
  );
  const items = photos.map((photo, index): TrainingItem => ({
    hash: String(index),
    path: '',
    rotation: 0,
    sample: index,
    classIndex: photo.truth,
    side: heldOut.has(keyOf(photo)) ? 'test' : 'train',
  }));
  const features = photos.map((photo) => [photo.features]);
  // The more features, the smaller the step: all of them move the logit together.
  const lr = 0.3 / (photos[0]?.features.length ?? 1);
  const { logits } = await trainHead(items, features, 2, { ...recipe, lr, seed }, quietHooks());
  const right = [...logits].filter(([{ classIndex }, row]) => argmax(row) === classIndex).length;
  return right / logits.size;
}

function keyOf({ truth, sample }: ProbePhoto): string {
  return `${truth}/${sample}`;
}
