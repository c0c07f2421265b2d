import type { EpochRecord } from './plan.ts';

/**
 * The epoch whose network is kept: best validation accuracy, and of equal ones the least loss.
 *
 * @returns undefined where nothing was validated: then the last one is kept.
 */
export function bestEpoch(epochs: readonly EpochRecord[]): { epoch: number; accuracy: number } | undefined {
  const validated = epochs.flatMap(({ epoch, val }) =>
    val === undefined ? [] : [{ epoch, accuracy: val.acc, loss: val.loss }],
  );
  return validated.toSorted((a, b) => b.accuracy - a.accuracy || a.loss - b.loss)[0];
}
