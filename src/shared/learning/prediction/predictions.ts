import { z } from 'zod';
import type { Judged } from '../figures/metrics.ts';
import { type TrainingItem, modelClassSchema } from '../plan.ts';

/** What a run's best network said of one photo that it was not trained on. */
export const predictionSchema = z.object({
  /** SHA-256 of the photo's bytes, hex. */
  photo: z.string().length(64),
  /** Row id of the sample. */
  sample: z.int(),
  side: z.enum(['val', 'test']),
  /** Index into `classes` of what the sample was labelled when the run began. */
  truth: z.int().min(0),
  /** One per class, before the temperature. */
  logits: z.array(z.number()),
});
export type Prediction = z.infer<typeof predictionSchema>;

/** All that a run said of its validation and test photos. */
export const predictionsSchema = z.object({
  classes: z.array(modelClassSchema),
  photos: z.array(predictionSchema),
});
export type Predictions = z.infer<typeof predictionsSchema>;

/** @param logits of the items that were judged. */
export function predictionsOf(
  items: readonly TrainingItem[],
  logits: ReadonlyMap<TrainingItem, readonly number[]>,
): Prediction[] {
  return items.flatMap((item): Prediction[] => {
    const ours = logits.get(item);
    if (ours === undefined || item.side === 'train') return [];
    const { photo, sample, side, classIndex } = item;
    return [{ photo, sample, side, truth: classIndex, logits: [...ours] }];
  });
}

/** One side of them. */
export function judgedOn(predictions: readonly Prediction[], side: Prediction['side']): Judged[] {
  return predictions.filter((prediction) => prediction.side === side);
}
