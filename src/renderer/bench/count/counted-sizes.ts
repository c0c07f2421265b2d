import { medianSorted } from 'simple-statistics';
import type { Outline } from '#shared/domain/tray.ts';
import { feretOf } from '#shared/trays/outline.ts';

/** Largest Feret diameters of what was counted, in µm. */
export interface CountedSizes {
  readonly smallest: number;
  readonly median: number;
  readonly largest: number;
}

/** Sizes of things; undefined where there are none, or no scale. @param umPerPixel of the pixels that outlines are in. */
export function countedSizes(
  outlines: readonly Outline[],
  umPerPixel: number | undefined,
): CountedSizes | undefined {
  if (umPerPixel === undefined || outlines.length === 0) return undefined;
  const lengths = outlines.map((one) => feretOf(one).max * umPerPixel).sort((a, b) => a - b);
  return { smallest: lengths[0] ?? 0, median: medianSorted(lengths), largest: lengths.at(-1) ?? 0 };
}
