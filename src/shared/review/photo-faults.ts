/** What is measured of a photo that is shrunk to fit a square of {@link measuredSide} pixels. */
export interface PhotoMeasures {
  /** Variance of the Laplacian of the brightness (Pech-Pacheco et al. 2000, doi:10.1109/ICPR.2000.903548). */
  readonly sharpness: number;
  /** Brightness, 0 to 255, that a hundredth of the pixels stay below (a fibre on paper is no more), and that a twentieth exceed. */
  readonly low: number;
  readonly high: number;
}

export const measuredSide = 768;

/** As a network sees it: less has to be enlarged. */
const smallest = 224;
/** Nothing in it is brighter, or darker. */
const darkest = 64;
const brightest = 235;
/** Sizes that so few photos have, where half of them have one and the same, are odd. */
const oddShare = 0.02;
const usualShare = 0.5;
/** In doublings of the sharpness: a photo of a quarter of what is usual is blurred, where photos do not differ so anyway. */
const leastFall = 2;
const deviations = 3;

/** @param grey brightness of each pixel, row by row. */
export function measuresOf(grey: Uint8Array, width: number, height: number): PhotoMeasures {
  const counts = new Uint32Array(256);
  for (const value of grey) counts[value] = (counts[value] ?? 0) + 1;
  let sum = 0;
  let squares = 0;
  for (let y = 1; y < height - 1; y += 1)
    for (let x = 1; x < width - 1; x += 1) {
      const at = y * width + x;
      const value =
        4 * (grey[at] ?? 0) -
        (grey[at - 1] ?? 0) -
        (grey[at + 1] ?? 0) -
        (grey[at - width] ?? 0) -
        (grey[at + width] ?? 0);
      sum += value;
      squares += value * value;
    }
  const n = Math.max(1, (width - 2) * (height - 2));
  return {
    sharpness: squares / n - (sum / n) ** 2,
    low: below(counts, 0.01 * grey.length),
    high: below(counts, 0.95 * grey.length),
  };
}

function below(counts: Uint32Array, pixels: number): number {
  let seen = 0;
  return counts.findIndex((count) => (seen += count) > pixels);
}

export function isDark({ high }: PhotoMeasures): boolean {
  return high < darkest;
}

export function isBright({ low }: PhotoMeasures): boolean {
  return low >= brightest;
}

interface Sides {
  readonly width: number;
  readonly height: number;
}

export function isSmall({ width, height }: Sides): boolean {
  return Math.min(width, height) < smallest;
}

/**
 * The sharpness below which photos of a lab are blurred: far from what is usual there, since a lens and what lies before it
 * decide what can be sharp. By median and median absolute deviation, which the blurred ones hardly move.
 */
export function blurredBelow(sharpness: readonly number[]): number {
  const doublings = sharpness.map((value) => Math.log2(value + 1));
  const middle = median(doublings);
  const deviation = 1.4826 * median(doublings.map((value) => Math.abs(value - middle)));
  return 2 ** (middle - Math.max(leastFall, deviations * deviation)) - 1;
}

/** Which photos have sizes that hardly another has; upright or on its side does not matter. */
export function oddSizes<T extends Sides>(photos: readonly T[]): T[] {
  const sizes = Map.groupBy(photos, ({ width, height }) =>
    [Math.max(width, height), Math.min(width, height)].join(' '),
  );
  const most = Math.max(0, ...[...sizes.values()].map(({ length }) => length));
  if (most < usualShare * photos.length) return [];
  return [...sizes.values()].filter(({ length }) => length < oddShare * photos.length).flat();
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const high = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? high : (high + (sorted[middle - 1] ?? high)) / 2;
}
