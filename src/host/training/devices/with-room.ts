import { failureOf } from './answer-once.ts';
import { isOutOfMemory } from './obstacles.ts';

/** Trains with half the batch, and half of that again, for as long as the memory has no room for it. */
export async function withRoom<T>(
  batchSize: number,
  train: (batchSize: number) => Promise<T>,
  onHalved: (batchSize: number) => void,
): Promise<T> {
  for (let fitting = batchSize; ;) {
    try {
      return await train(fitting);
    } catch (error) {
      if (fitting === 1 || !isOutOfMemory(failureOf(error))) throw error;
      fitting = Math.floor(fitting / 2);
      onHalved(fitting);
    }
  }
}
