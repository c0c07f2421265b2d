import { mostViews } from './head-setting.ts';
import type { Side } from './plan.ts';
import type { Recipe } from './recipe.ts';

/** What a computer was measured to do with a network, in photos per second. */
export interface Speed {
  /** Forward, backward and the weights' step; null where only a head is trained. */
  readonly train: number | null;
  /** Forward only, as for features, validation and test. */
  readonly forward: number;
}

/**
 * How long a run will take: every epoch sees each training photo once and judges validation and test; a frozen backbone sees
 * each view once, whatever the epochs. Early stopping may end it sooner. Training a head on features takes seconds and is
 * not counted.
 *
 * @param photos how many there are on each side.
 * @returns seconds.
 */
export function expectedSeconds(
  { strategy, epochs, ...open }: Pick<Recipe, 'strategy' | 'epochs' | 'views' | 'weightDecay'>,
  photos: Readonly<Record<Side, number>>,
  { train, forward }: Speed,
): number {
  const held = photos.val + photos.test;
  const predicted = (viewsEach: number): number => (photos.train * viewsEach + held) / forward;
  if (strategy === 'frozen' || train === null) return predicted(mostViews(open));
  const tuned = epochs * (photos.train / train + held / forward);
  return strategy === 'probe-then-tune' ? predicted(1) + tuned : tuned;
}
