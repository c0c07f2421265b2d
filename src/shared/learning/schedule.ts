import type { Recipe } from './recipe.ts';

/** Where a warm-up starts, as a share of the learning rate: at 0 the first step would be lost. */
const warmUpFrom = 0.1;

/**
 * The learning rate at a moment of training. A warm-up rises in a straight line (Goyal et al., 2017); behind it StepLR falls
 * by steps counted from the start, and cosine annealing (Loshchilov and Hutter, 2017) along half a wave to 0.
 *
 * @param done epochs that are done, whole or in part, from 0.
 */
export function learningRate(
  {
    lr,
    schedule,
    stepSize,
    gamma,
    warmUp,
    epochs,
  }: Pick<Recipe, 'lr' | 'schedule' | 'stepSize' | 'gamma' | 'warmUp' | 'epochs'>,
  done: number,
): number {
  if (done < warmUp) return lr * (warmUpFrom + ((1 - warmUpFrom) * done) / warmUp);
  if (schedule === 'step') return lr * gamma ** Math.floor(done / stepSize);
  return (lr * (1 + Math.cos((Math.PI * (done - warmUp)) / Math.max(1, epochs - warmUp)))) / 2;
}
