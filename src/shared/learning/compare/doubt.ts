import type { TrainingItem, TrainingResult } from '../plan.ts';

/** How often a finished run was right on what it did not learn from, and how often naming the commonest class would be. */
export interface HeldOut {
  readonly what: 'test samples' | 'validation photos';
  /** At least 1. */
  readonly n: number;
  readonly right: number;
  /** How many of them are of the commonest class. */
  readonly commonest: number;
}

/**
 * On the test side by sample; where there is none, on validation by photo.
 *
 * @param items the run's, on all sides.
 * @returns null where the split has neither side.
 */
export function heldOutOf(
  { test, best }: Pick<TrainingResult, 'test' | 'best'>,
  items: readonly Pick<TrainingItem, 'side' | 'classIndex'>[],
): HeldOut | null {
  if (test !== undefined && test.sample.n > 0) {
    const { n, accuracy, confusion } = test.sample;
    const commonest = Math.max(...confusion.map((row) => row.reduce((sum, count) => sum + count, 0)));
    return { what: 'test samples', n, right: Math.round(accuracy * n), commonest };
  }
  const val = items.filter(({ side }) => side === 'val');
  if (val.length === 0 || best.valAcc === null) return null;
  const sizes = [...Map.groupBy(val, ({ classIndex }) => classIndex).values()].map(({ length }) => length);
  return {
    what: 'validation photos',
    n: val.length,
    right: Math.round(best.valAcc * val.length),
    commonest: Math.max(...sizes),
  };
}

/** Why a model should not be put in use without a look, as a sentence; null where nothing speaks against it. */
export function doubtText(held: HeldOut | null): string | null {
  if (held === null)
    return 'Its split has no test and no validation samples, so nobody knows how often it is right.';
  const { what, n, right, commonest } = held;
  if (right > commonest) return null;
  return `It named ${right} of ${n} ${what} rightly, no more than naming the commonest class every time would (${commonest} of ${n}).`;
}
