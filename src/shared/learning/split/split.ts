import type { Side } from '../plan.ts';
import { seededRandom, shuffled } from '../random.ts';

export interface SplitSample {
  readonly id: number;
  readonly classId: number;
}

/**
 * Decides by sample which side of a split it is on: stratified by class, seeded, so that no sample can be on two sides.
 * Within each class the shares are met as nearly as whole samples allow, and at least one sample stays for training.
 *
 * @param val,test shares of the samples, 0..1, together below 1.
 * @returns side of each sample id; the same for the same samples, shares and seed, whatever the order of `samples`.
 */
export function drawSplit(
  samples: readonly SplitSample[],
  { val, test, seed }: { val: number; test: number; seed: number },
): Map<number, Side> {
  if (val + test >= 1)
    throw new RangeError(`val and test take ${val + test} of the samples; nothing is left for training`);
  const random = seededRandom(seed);
  const drawn = new Map<number, Side>();
  const byClass = [...Map.groupBy(samples, ({ classId }) => classId)].sort(([a], [b]) => a - b);
  // What rounding took from a class is given back in the next, so that many small classes still meet the shares overall.
  const owed = { val: 0, test: 0 };
  for (const [, members] of byClass) {
    const order = shuffled(
      members.toSorted((a, b) => a.id - b.id),
      random,
    );
    const counts = sideCounts(order.length, { val, test }, owed);
    order.forEach(({ id }, index) => {
      drawn.set(id, index < counts.test ? 'test' : index < counts.test + counts.val ? 'val' : 'train');
    });
  }
  return drawn;
}

function sideCounts(
  n: number,
  shares: { val: number; test: number },
  owed: { val: number; test: number },
): { val: number; test: number } {
  const take = (side: 'val' | 'test', atMost: number): number => {
    const wanted = n * shares[side] + owed[side];
    // A side that is asked for gets one sample of every class that can spare it: a class without test is not tested.
    const least = shares[side] > 0 && n >= 3 ? 1 : 0;
    const count = Math.max(Math.min(Math.round(wanted), atMost), Math.min(least, atMost));
    owed[side] = Math.min(1, Math.max(-1, wanted - count));
    return count;
  };
  const test = take('test', n - 1);
  return { test, val: take('val', n - 1 - test) };
}
