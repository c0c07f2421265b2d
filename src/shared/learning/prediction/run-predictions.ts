import { z } from 'zod';
import type { Measure } from '../../studies/study.ts';
import type { LabelledLogits } from '../figures/metrics.ts';
import { type TrainingItem, modelClassSchema } from '../plan.ts';
import { meanPrediction, predictionSchema } from './prediction.ts';
import { likeliestOf } from './verdict.ts';

/** The sides of a split that a run does not learn from. */
export const heldOutSides = ['test', 'val'] as const;
export type HeldOutSide = (typeof heldOutSides)[number];

/** What a run's best network predicts of one photo that it was not trained on. */
export const photoPredictionSchema = predictionSchema.extend({
  /** SHA-256 of the photo's bytes, hex. */
  hash: z.string().length(64),
  /** Row id of the sample. */
  sample: z.int(),
  side: z.enum(heldOutSides),
  /** Index into `classes` of what the sample was labelled when the run began. */
  truth: z.int().min(0),
});
export type PhotoPrediction = z.infer<typeof photoPredictionSchema>;

/** All that a run predicts of its validation and test photos. */
export const runPredictionsSchema = z.object({
  classes: z.array(modelClassSchema),
  photos: z.array(photoPredictionSchema),
});
export type RunPredictions = z.infer<typeof runPredictionsSchema>;

/**
 * @param logits of the items that are not trained on.
 * @param distances of the same, as shares of the model's limit; of none where it has no limit.
 */
export function predictionsOf(
  items: readonly TrainingItem[],
  logits: ReadonlyMap<TrainingItem, readonly number[]>,
  distances: ReadonlyMap<TrainingItem, number>,
): PhotoPrediction[] {
  return items.flatMap((item): PhotoPrediction[] => {
    const ours = logits.get(item);
    if (ours === undefined || item.side === 'train') return [];
    const { hash, sample, side, classIndex } = item;
    const distance = distances.get(item) ?? null;
    return [{ hash, sample, side, truth: classIndex, logits: [...ours], distance }];
  });
}

/** One side of them. */
export function predictionsOn(photos: readonly PhotoPrediction[], side: HeldOutSide): PhotoPrediction[] {
  return photos.filter((photo) => photo.side === side);
}

/** A prediction of a photo or of a sample, with the truth. */
export interface LabelledPrediction extends LabelledLogits {
  /** As in a prediction. */
  readonly distance: number | null;
  /** Of the photo, or of all of the sample's that were predicted. */
  readonly hashes: readonly string[];
  /** Index of the likeliest class. */
  readonly predicted: number;
  /** Temperature-scaled probability of that class. */
  readonly confidence: number;
}

/** One per photo or per sample of one side, in the order of the photos. */
export function labelledPredictions(
  photos: readonly PhotoPrediction[],
  { side, by, temperature }: { side: HeldOutSide; by: Measure; temperature: number },
): LabelledPrediction[] {
  const onSide = predictionsOn(photos, side);
  const groups =
    by === 'photo' ? onSide.map((one) => [one]) : [...Map.groupBy(onSide, ({ sample }) => sample).values()];
  return groups.flatMap((angles): LabelledPrediction[] => {
    const [first] = angles;
    if (first === undefined) return [];
    const { logits, distance } = meanPrediction(angles);
    const { predicted, confidence } = likeliestOf(logits, temperature);
    const { sample, truth } = first;
    return [
      { sample, truth, logits, distance, hashes: angles.map(({ hash }) => hash), predicted, confidence },
    ];
  });
}

/** The surest first; of equals, the one of the lower sample. */
export function bySureness(a: LabelledPrediction, b: LabelledPrediction): number {
  return b.confidence - a.confidence || a.sample - b.sample;
}
