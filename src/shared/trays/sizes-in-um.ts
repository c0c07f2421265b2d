import type { Measures, TrayScale } from '../domain/tray.ts';

/** Sizes of a thing in a tray: lengths in µm, the area in µm². */
export interface SizesInUm {
  readonly maxFeret: number;
  readonly minFeret: number;
  readonly geodesic: number;
  readonly area: number;
}

/** What measures in pixels come to by a tray's scale; null without one. */
export function sizesInUm(
  { maxFeret, minFeret, geodesic, area }: Measures,
  scale: TrayScale | null,
): SizesInUm | null {
  if (scale === null) return null;
  const { umPerPixel } = scale;
  return {
    maxFeret: maxFeret * umPerPixel,
    minFeret: minFeret * umPerPixel,
    geodesic: geodesic * umPerPixel,
    area: area * umPerPixel ** 2,
  };
}
