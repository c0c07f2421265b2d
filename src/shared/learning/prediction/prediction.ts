import { z } from 'zod';
import { meanLogits } from '../figures/metrics.ts';

/** What a network gives for one photo; or, as a mean, for one sample over its angles. */
export const predictionSchema = z.object({
  /** One per class, before the temperature. */
  logits: z.array(z.number()),
  /**
   * Distance to the nearest training photo as a share of the model's limit, which hardly any photo of a known thing exceeds;
   * null where the model knows none.
   */
  distance: z.number().nullable(),
});
export type Prediction = z.infer<typeof predictionSchema>;

/** What angles of one sample mean together: the means of their logits and of their distances. */
export function meanPrediction(angles: readonly Prediction[]): Prediction {
  const distances = angles.flatMap(({ distance }) => (distance === null ? [] : [distance]));
  const sum = distances.reduce((total, distance) => total + distance, 0);
  return {
    logits: meanLogits(angles.map(({ logits }) => logits)),
    distance: distances.length === 0 ? null : sum / distances.length,
  };
}
