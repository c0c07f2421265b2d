import { z } from 'zod';
import { rgbLuma } from './luma.ts';

/**
 * What a picture is like, whatever it shows. All of it is of the picture's centre, shrunk to a square of
 * {@link statisticsSide} pixels, so that photos of different resolution can be compared. Brightness is Rec. 601 luma,
 * 0 to 255.
 */
export const statisticsSchema = z.object({
  /** Mean luma. */
  brightness: z.number(),
  /** Channel means, 0 to 255: how white is balanced over the whole picture. */
  red: z.number(),
  green: z.number(),
  blue: z.number(),
  /** Standard deviation of the luma. */
  contrast: z.number(),
  /** Variance of the Laplacian of the luma (Pech-Pacheco et al. 2000, doi:10.1109/ICPR.2000.903548). */
  sharpness: z.number(),
  /** Luma that 95 % of the pixels stay below: how much light there is, hardly changed by what lies in it. */
  light: z.number(),
  /** Colour of the brightest tenth: log2 of red to blue. Above 0 is yellowish, below is bluish. */
  warmth: z.number(),
  /** Of the same pixels: log2 of green to the mean of red and blue. Above 0 is greenish, below is pinkish. */
  tint: z.number(),
});
export type PhotoStatistics = z.infer<typeof statisticsSchema>;

/** Side of the square that is measured, in pixels: about what networks see. */
export const statisticsSide = 256;

const lightShare = 0.95;
const brightShare = 0.9;

/**
 * Measures a square picture.
 *
 * @param rgb 8-bit sRGB, three interleaved channels, row by row, `side` by `side` pixels.
 */
export function photoStatistics(rgb: Uint8Array, side = statisticsSide): PhotoStatistics {
  const pixels = side * side;
  if (rgb.length !== 3 * pixels || side < 3)
    throw new RangeError(`${rgb.length} bytes are no ${side} px square of three channels`);
  const luma = lumaOf(rgb);
  const [red, green, blue] = channelMeans(rgb, () => true);
  const { mean: brightness, deviation: contrast } = spreadOf(luma);
  const cut = shareBelow(luma, brightShare);
  const [brightRed, brightGreen, brightBlue] = channelMeans(rgb, (pixel) => (luma[pixel] ?? 0) >= cut);
  return {
    brightness,
    red,
    green,
    blue,
    contrast,
    sharpness: spreadOf(laplacian(luma, side)).deviation ** 2,
    light: shareBelow(luma, lightShare),
    // One is added so that black has a colour too: none.
    warmth: Math.log2((brightRed + 1) / (brightBlue + 1)),
    tint: Math.log2((2 * brightGreen + 2) / (brightRed + brightBlue + 2)),
  };
}

function lumaOf(rgb: Uint8Array): Float64Array {
  const luma = new Float64Array(rgb.length / 3);
  for (let i = 0; i < luma.length; i += 1)
    luma[i] = rgbLuma(rgb[3 * i] ?? 0, rgb[3 * i + 1] ?? 0, rgb[3 * i + 2] ?? 0);
  return luma;
}

function channelMeans(
  rgb: Uint8Array,
  counts: (pixel: number) => boolean,
): [red: number, green: number, blue: number] {
  const sums: [number, number, number] = [0, 0, 0];
  let pixels = 0;
  for (let i = 0; i < rgb.length; i += 3) {
    if (!counts(i / 3)) continue;
    pixels += 1;
    sums[0] += rgb[i] ?? 0;
    sums[1] += rgb[i + 1] ?? 0;
    sums[2] += rgb[i + 2] ?? 0;
  }
  return [sums[0] / pixels, sums[1] / pixels, sums[2] / pixels];
}

function spreadOf(values: Float64Array): { mean: number; deviation: number } {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / values.length) };
}

/** The whole luma that this share of the pixels does not exceed. */
function shareBelow(luma: Float64Array, share: number): number {
  const counts = new Uint32Array(256);
  for (const value of luma) {
    const bin = Math.floor(value);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  let seen = 0;
  for (let bin = 0; bin < counts.length; bin += 1) {
    seen += counts[bin] ?? 0;
    if (seen > share * luma.length) return bin;
  }
  return counts.length - 1;
}

/** Four times the pixel less its neighbours, of all pixels that have four. */
function laplacian(luma: Float64Array, side: number): Float64Array {
  const inner = side - 2;
  const values = new Float64Array(inner * inner);
  for (let y = 0; y < inner; y += 1) {
    for (let x = 0; x < inner; x += 1) {
      const i = (y + 1) * side + x + 1;
      values[y * inner + x] =
        4 * (luma[i] ?? 0) -
        (luma[i - 1] ?? 0) -
        (luma[i + 1] ?? 0) -
        (luma[i - side] ?? 0) -
        (luma[i + side] ?? 0);
    }
  }
  return values;
}
