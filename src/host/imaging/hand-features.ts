import { rgbLuma } from '#shared/camera/luma.ts';
import type { RawPhoto } from './preprocess.ts';
import { squared } from './preprocess.ts';

/** Rises when the same photo would give other numbers: what was kept before is then of no use. */
export const handFeatureRules = 2;

/** Photos are looked at in this size, in pixels a side: texture is compared at one scale. */
const side = 128;
const hueBins = 8;
const toneBins = 4;
/** Rotation-invariant uniform patterns of 8 neighbours: 9 uniform ones, and all others together. */
const patternBins = 10;

/**
 * A photo in the numbers that people measured before networks: colour (hue, saturation and value histograms, mean and
 * spread of each channel), texture (local binary patterns, Ojala et al. 2002, doi:10.1109/TPAMI.2002.1017623, at two
 * scales), size and form of what stands out from the ground (Otsu 1979, doi:10.1109/TSMC.1979.4310076). A classifier on
 * them is the bar that a network has to clear.
 *
 * @returns 46 numbers, each of the order of 1.
 * @throws StrandlineError `photo-unreadable`.
 */
export async function handFeatures(photo: RawPhoto): Promise<Float32Array> {
  const pixels = await squared(photo, side);
  const grey = greyOf(pixels);
  const half = halved(grey, side);
  return Float32Array.from([
    ...colourFeatures(pixels),
    ...patternHistogram(grey, side),
    ...patternHistogram(half, side / 2),
    ...formFeatures(grey, side),
  ]);
}

/** @param pixels interleaved RGB bytes. @returns 8 hue, 4 saturation and 4 value shares, 3 means, 3 deviations, all 0..1. */
export function colourFeatures(pixels: Uint8Array): number[] {
  const count = pixels.length / 3;
  const hues = new Array<number>(hueBins).fill(0);
  const saturations = new Array<number>(toneBins).fill(0);
  const values = new Array<number>(toneBins).fill(0);
  const sums = [0, 0, 0];
  const squares = [0, 0, 0];
  for (let i = 0; i < pixels.length; i += 3) {
    const rgb = [0, 1, 2].map((channel) => (pixels[i + channel] ?? 0) / 255);
    rgb.forEach((value, channel) => {
      sums[channel] = (sums[channel] ?? 0) + value;
      squares[channel] = (squares[channel] ?? 0) + value * value;
    });
    const { hue, saturation, value } = hsv(rgb);
    // A grey pixel has no hue to speak of: each counts by how coloured it is.
    add(hues, hue, saturation / count);
    add(saturations, saturation, 1 / count);
    add(values, value, 1 / count);
  }
  const means = sums.map((sum) => sum / count);
  const deviations = squares.map((square, channel) =>
    Math.sqrt(Math.max(0, square / count - (means[channel] ?? 0) ** 2)),
  );
  return [...hues, ...saturations, ...values, ...means, ...deviations];
}

/** @param rgb 0..1. @returns all 0..1; hue goes round once. */
function hsv([r = 0, g = 0, b = 0]: readonly number[]): { hue: number; saturation: number; value: number } {
  const value = Math.max(r, g, b);
  const spread = value - Math.min(r, g, b);
  if (spread === 0) return { hue: 0, saturation: 0, value };
  const sixth =
    value === r ? (g - b) / spread + 6 : value === g ? (b - r) / spread + 2 : (r - g) / spread + 4;
  return { hue: (sixth % 6) / 6, saturation: spread / value, value };
}

function add(bins: number[], value: number, weight: number): void {
  const bin = Math.min(bins.length - 1, Math.floor(value * bins.length));
  bins[bin] = (bins[bin] ?? 0) + weight;
}

/** Share of each rotation-invariant uniform local binary pattern, radius 1. @param grey `width` x `width`. */
export function patternHistogram(grey: Float32Array, width: number): number[] {
  const bins = new Array<number>(patternBins).fill(0);
  const around = [-width - 1, -width, -width + 1, 1, width + 1, width, width - 1, -1];
  const count = (width - 2) ** 2;
  for (let y = 1; y < width - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const at = y * width + x;
      const centre = grey[at] ?? 0;
      const bits = around.map((step) => ((grey[at + step] ?? 0) >= centre ? 1 : 0));
      const changes = bits.filter((bit, index) => bit !== bits[(index + 1) % bits.length]).length;
      const bin = changes <= 2 ? bits.filter((bit) => bit === 1).length : patternBins - 1;
      bins[bin] = (bins[bin] ?? 0) + 1 / count;
    }
  }
  return bins;
}

/**
 * Size and form of what stands out: its share of the picture, how long it is for its width, how ragged its edge is, how
 * much it differs from the ground.
 *
 * @param grey 0..1, `width` x `width`.
 */
export function formFeatures(grey: Float32Array, width: number): number[] {
  const threshold = otsuThreshold(grey);
  const isBright = (index: number): boolean => (grey[index] ?? 0) > threshold;
  const border = Array.from({ length: width }, (_, i) => [
    i,
    (width - 1) * width + i,
    i * width,
    i * width + width - 1,
  ]).flat();
  const brightGround = border.filter(isBright).length > border.length / 2;
  const isThing = (index: number): boolean => isBright(index) !== brightGround;

  let [area, edge, sumX, sumY, sumXX, sumYY, sumXY] = [0, 0, 0, 0, 0, 0, 0];
  let [brightnessIn, brightnessOut] = [0, 0];
  for (let y = 0; y < width; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = y * width + x;
      if (!isThing(at)) {
        brightnessOut += grey[at] ?? 0;
        continue;
      }
      brightnessIn += grey[at] ?? 0;
      area += 1;
      [sumX, sumY] = [sumX + x, sumY + y];
      [sumXX, sumYY, sumXY] = [sumXX + x * x, sumYY + y * y, sumXY + x * y];
      if (x + 1 < width && !isThing(at + 1)) edge += 1;
      if (x > 0 && !isThing(at - 1)) edge += 1;
      if (y + 1 < width && !isThing(at + width)) edge += 1;
      if (y > 0 && !isThing(at - width)) edge += 1;
    }
  }
  const whole = width * width;
  if (area === 0 || area === whole) return [area / whole, 0, 0, 0];
  const [varX, varY] = [sumXX / area - (sumX / area) ** 2, sumYY / area - (sumY / area) ** 2];
  const covariance = sumXY / area - (sumX * sumY) / area ** 2;
  const root = Math.sqrt(((varX - varY) / 2) ** 2 + covariance ** 2);
  const middle = (varX + varY) / 2;
  const elongation = 1 - Math.sqrt(Math.max(0, middle - root) / Math.max(middle + root, 1e-9));
  return [
    area / whole,
    elongation,
    Math.sqrt((4 * Math.PI * area) / Math.max(edge, 1) ** 2),
    brightnessIn / area - brightnessOut / (whole - area),
  ];
}

/** The grey that parts a picture into the two groups that differ most (Otsu 1979). @param grey 0..1. */
export function otsuThreshold(grey: Float32Array): number {
  const levels = 256;
  const counts = new Array<number>(levels).fill(0);
  for (const value of grey) add(counts, value, 1);
  const total = counts.reduce((sum, count, level) => sum + count * level, 0);
  let [below, sumBelow, best, bestVariance] = [0, 0, 0, -1];
  counts.forEach((count, level) => {
    below += count;
    sumBelow += count * level;
    const above = grey.length - below;
    if (below === 0 || above === 0) return;
    const variance = below * above * (sumBelow / below - (total - sumBelow) / above) ** 2;
    if (variance > bestVariance) [best, bestVariance] = [level, variance];
  });
  return (best + 1) / levels;
}

/** Luma, 0..1. */
function greyOf(pixels: Uint8Array): Float32Array {
  return Float32Array.from({ length: pixels.length / 3 }, (_, i) => {
    const [r = 0, g = 0, b = 0] = pixels.subarray(3 * i, 3 * i + 3);
    return rgbLuma(r, g, b) / 255;
  });
}

/** Each two by two pixels as one. */
function halved(grey: Float32Array, width: number): Float32Array {
  const half = width / 2;
  return Float32Array.from({ length: half * half }, (_, index) => {
    const at = 2 * Math.floor(index / half) * width + 2 * (index % half);
    return (
      ((grey[at] ?? 0) + (grey[at + 1] ?? 0) + (grey[at + width] ?? 0) + (grey[at + width + 1] ?? 0)) / 4
    );
  });
}
