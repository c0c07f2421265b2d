import { seededRandom, shuffled } from '../learning/random.ts';

/**
 * Parts trays for cross-validation: each tray is held back in one fold, whole, so that no fragment of it is on both sides.
 *
 * @param trays how many there are.
 * @returns the fold of each tray, from 0; folds differ by one tray at most.
 */
export function foldsOf(trays: number, folds: number, seed: number): number[] {
  const order = shuffled(
    Array.from({ length: trays }, (_, index) => index),
    seededRandom(seed),
  );
  const found = Array.from({ length: trays }, () => 0);
  order.forEach((tray, place) => {
    found[tray] = place % folds;
  });
  return found;
}
