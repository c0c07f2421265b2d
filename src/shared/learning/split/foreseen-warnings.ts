import { type Side, sides } from '../plan.ts';
import { type ClassOnSides, splitWarnings } from './split-warnings.ts';
import { drawSplit } from './split.ts';

/**
 * What a split would be warned of that is not drawn yet: how many samples go to which side hangs on their number alone.
 *
 * @param shares of the samples, 0..1, together below 1.
 */
export function foreseenWarnings(
  classes: readonly { readonly name: string; readonly samples: number }[],
  shares: { readonly val: number; readonly test: number },
): string[] {
  const samples = classes.flatMap(({ samples: n }, classId) =>
    Array.from({ length: n }, (_, index) => ({ id: index * classes.length + classId, classId })),
  );
  const drawn = drawSplit(samples, { ...shares, seed: 1 });
  const counts = classes.map(({ name }) => ({ name, train: 0, val: 0, test: 0 }));
  for (const { id, classId } of samples) {
    const [one, side] = [counts[classId], drawn.get(id)];
    if (one !== undefined && side !== undefined) one[side] += 1;
  }
  const asked: Side[] = sides.filter((side) => side === 'train' || shares[side] > 0);
  return splitWarnings(counts satisfies ClassOnSides[], new Set(asked));
}
