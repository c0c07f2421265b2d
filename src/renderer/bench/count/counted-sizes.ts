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
  const half = lengths.length / 2;
  const [below = 0, above = 0] = [lengths[Math.ceil(half) - 1], lengths[Math.floor(half)]];
  return { smallest: lengths[0] ?? 0, median: (below + above) / 2, largest: lengths.at(-1) ?? 0 };
}

/** An outline in pixels of another size of the same picture. */
export function enlarged(outline: Outline, factor: number): Outline {
  return factor === 1 ? outline : outline.map(([x, y]) => [x * factor, y * factor]);
}
