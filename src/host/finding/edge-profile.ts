import type { Outline } from '#shared/domain/tray.ts';

type Point = Outline[number];

/** A picture's brightness as it is seen, 0..255, row by row; pixel i covers i..i+1. */
export interface Grey {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Float32Array;
}

/** An edge that a line crosses: how far along, in pixels, and how steep it is there, in levels per pixel (sign: darker to lighter is above 0). */
export interface Crossing {
  readonly at: number;
  readonly slope: number;
}

/** Of the places along a line that are read, in pixels. */
const step = 0.5;
/** A line is smoothed by a Gaussian of so many pixels before its slope is taken. */
const smoothing = 1;

/** Slope of the smoothed brightness in one go: the derivative of a Gaussian, per pixel. */
const kernel = slopeKernel();

function slopeKernel(): Float64Array {
  const reach = Math.ceil((3 * smoothing) / step);
  const weights = new Float64Array(2 * reach + 1);
  let norm = 0;
  for (let index = 0; index < weights.length; index += 1) {
    const x = (index - reach) * step;
    weights[index] = x * Math.exp(-(x ** 2) / (2 * smoothing ** 2));
    norm += x * (weights[index] ?? 0);
  }
  return weights.map((weight) => weight / norm);
}

/** Brightness between pixels; NaN outside of the picture. */
function brightnessAt({ width, height, data }: Grey, x: number, y: number): number {
  const u = x - 0.5;
  const v = y - 0.5;
  if (u < 0 || v < 0 || u > width - 1 || v > height - 1) return Number.NaN;
  const left = Math.min(width - 2, Math.floor(u));
  const top = Math.min(height - 2, Math.floor(v));
  const across = u - left;
  const down = v - top;
  const place = top * width + left;
  const upper = (data[place] ?? 0) * (1 - across) + (data[place + 1] ?? 0) * across;
  const lower = (data[place + width] ?? 0) * (1 - across) + (data[place + width + 1] ?? 0) * across;
  return upper * (1 - down) + lower * down;
}

/**
 * How steep the brightness is along a line, every half pixel; NaN within three pixels of where the line leaves the picture.
 *
 * @param from @param out where it starts and where it leads, a unit vector. @param length in pixels.
 */
export function slopesAlong(grey: Grey, from: Point, out: Point, length: number): Float32Array {
  const half = (kernel.length - 1) / 2;
  const count = Math.floor(length / step) + 1;
  const values = new Float32Array(count + 2 * half);
  for (let index = 0; index < values.length; index += 1) {
    const along = (index - half) * step;
    values[index] = brightnessAt(grey, from[0] + along * out[0], from[1] + along * out[1]);
  }
  const slopes = new Float32Array(count);
  for (let index = 0; index < count; index += 1) {
    let sum = 0;
    for (let k = 0; k < kernel.length; k += 1) sum += (kernel[k] ?? 0) * (values[index + k] ?? 0);
    slopes[index] = sum;
  }
  return slopes;
}

/** Which way a line across an edge leads there: to lighter (1) or to darker (-1). */
export type Sense = 1 | -1;

/** Where a line's slope of one sense is steepest around, and steeper than `least`; to a fraction of a step (parabola through three). */
export function crossingsOf(slopes: Float32Array, least: number, sense: Sense): Crossing[] {
  const found: Crossing[] = [];
  for (let index = 1; index < slopes.length - 1; index += 1) {
    const here = slopes[index] ?? 0;
    const size = here * sense;
    if (!(size >= least)) continue;
    const [before, after] = [slopes[index - 1] ?? 0, slopes[index + 1] ?? 0];
    // Beside where the line leaves the picture is NaN, which is no crossing.
    if (!(size > before * sense && size >= after * sense)) continue;
    const bend = before - 2 * here + after;
    const shift = bend === 0 ? 0 : (before - after) / (2 * bend);
    found.push({ at: (index + Math.max(-1, Math.min(1, shift))) * step, slope: here });
  }
  return found;
}

/** Of lines and of the slopes on them those that the noise is taken from. */
const everyLine = 3;
const everySlope = 4;

/** A slope that noise alone reaches rarely: 1.4826 times the median of the slopes' sizes is their standard deviation where most are noise. */
export function noiseOf(lines: readonly Float32Array[]): number {
  const sizes: number[] = [];
  for (let line = 0; line < lines.length; line += everyLine) {
    const slopes = lines[line] ?? [];
    for (let index = line % everySlope; index < slopes.length; index += everySlope) {
      const size = Math.abs(slopes[index] ?? 0);
      if (size >= 0) sizes.push(size);
    }
  }
  const known = Float32Array.from(sizes).sort();
  return 1.4826 * (known[known.length >> 1] ?? 0);
}

/** A picture made smaller by a whole factor: means of squares. */
export function shrunkGrey({ width, height, data }: Grey, factor: number): Grey {
  if (factor === 1) return { width, height, data };
  const [across, down] = [Math.floor(width / factor), Math.floor(height / factor)];
  const small = new Float32Array(across * down);
  for (let y = 0; y < down * factor; y += 1) {
    const row = Math.floor(y / factor) * across;
    for (let x = 0; x < across * factor; x += 1) {
      const place = row + Math.floor(x / factor);
      small[place] = (small[place] ?? 0) + (data[y * width + x] ?? 0);
    }
  }
  for (let place = 0; place < small.length; place += 1) small[place] = (small[place] ?? 0) / factor ** 2;
  return { width: across, height: down, data: small };
}
