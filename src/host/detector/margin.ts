import { type Box, overlapOf } from '#shared/trays/box.ts';
import { withMargin } from './proposals.ts';

/** Margins that are tried, in working pixels. */
const tried = Array.from({ length: 17 }, (_, index) => index / 2);

/**
 * By how much people draw their boxes wider than the patches in them: the margin with which the best patches overlap the
 * true boxes most, on average. Everybody has their own habit, and a patch's edge depends on how sharp pictures are.
 *
 * @param pictures patches and true boxes of each, in working pixels.
 * @returns in working pixels; 0 where there is no box.
 */
export function learntMargin(
  pictures: readonly { readonly patches: readonly Box[]; readonly boxes: readonly Box[] }[],
): number {
  let [best, most] = [0, 0];
  for (const margin of tried) {
    let sum = 0;
    for (const { patches, boxes } of pictures) {
      const wide = patches.map((patch) => withMargin(patch, margin));
      for (const box of boxes) sum += wide.reduce((top, one) => Math.max(top, overlapOf(one, box)), 0);
    }
    if (sum > most) [best, most] = [margin, sum];
  }
  return best;
}
