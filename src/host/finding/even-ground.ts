import { byteAt } from './byte-rank.ts';
import type { Cv, Mat } from './opencv.ts';
import { withMats } from './opencv.ts';

/** The ground is first taken to be as bright as these shares of the pixels at most: things may be the darker or the brighter ones. */
const starts = [0.2, 0.5, 0.8];
/** How far from the surface pixels of the ground may be, step by step, in grey values. */
const reaches = [48, 24, 12, 8, 8];
const terms = 6;
const step = 2;

/** Factors of the terms of second degree; the first alone for an even grey. */
type Surface = readonly number[];

interface Grid {
  readonly values: Uint8Array;
  /** The terms at each of its pixels, one after another. */
  readonly basis: Float64Array;
}

/** A ground as grey values, row by row, and how many pixels lie on it. */
export interface Ground {
  readonly values: Float32Array;
  readonly on: number;
}

/**
 * The surface of second degree that most pixels lie on, as lamps and lenses make it: fitted by least squares to ever nearer pixels (a
 * trimmed fit), from dark, middle and bright starts, of which the one counts on which most pixels lie in the end. So the ground is found
 * where things cover half of a picture, all of them darker or brighter than it.
 *
 * @param counts 1 for pixels that are looked at.
 * @returns undefined where too few pixels tell.
 */
export function evenGround(cv: Cv, channel: Mat, counts: Uint8Array, near: number): Ground | undefined {
  const { data } = channel;
  const grid = gridOver(channel, counts);
  let best: { readonly surface: Surface; readonly on: number } | undefined;
  for (const start of starts) {
    let surface: Surface = [byteAt(grid.values, Math.floor(start * grid.values.length))];
    for (const reach of reaches) {
      const next = fit(cv, grid, surface, Math.max(near, reach));
      if (next === undefined) break;
      surface = next;
    }
    const on = grid.values.reduce((sum, value, at) => {
      const away = value - height(surface, grid.basis, at * terms);
      return Math.abs(away) <= near ? sum + 1 : sum;
    }, 0);
    if (surface.length === terms && (best === undefined || on > best.on)) best = { surface, on };
  }
  if (best === undefined) return undefined;
  const { surface } = best;
  const whole = basisOf(channel, [...data.keys()]);
  const values = Float32Array.from(data, (_, at) => height(surface, whole, at * terms));
  return { values, on: pixelsOn({ data, values }, counts, near) };
}

/** Every second pixel that counts, each way: enough to tell six numbers. */
function gridOver({ rows, cols, data }: Mat, counts: Uint8Array): Grid {
  const places: number[] = [];
  for (let y = 0; y < rows; y += step)
    for (let x = 0; x < cols; x += step) if (counts[y * cols + x] === 1) places.push(y * cols + x);
  return {
    values: Uint8Array.from(places, (at) => data[at] ?? 0),
    basis: basisOf({ rows, cols }, places),
  };
}

/** The terms of second degree at each place, one after another. */
function basisOf({ rows, cols }: Pick<Mat, 'rows' | 'cols'>, places: readonly number[]): Float64Array {
  const basis = new Float64Array(places.length * terms);
  places.forEach((place, index) => {
    const [x, y] = [((place % cols) * 2) / cols - 1, (Math.floor(place / cols) * 2) / rows - 1];
    basis.set([1, x, y, x * x, x * y, y * y], index * terms);
  });
  return basis;
}

function height(surface: Surface, basis: Float64Array, at: number): number {
  let sum = 0;
  for (let term = 0; term < surface.length; term += 1) sum += (surface[term] ?? 0) * (basis[at + term] ?? 0);
  return sum;
}

/** How many pixels are no further from a ground than `near` grey values. */
export function pixelsOn(
  { data, values }: { readonly data: Uint8Array; readonly values: ArrayLike<number> },
  counts: Uint8Array,
  near: number,
): number {
  let on = 0;
  data.forEach((value, at) => {
    if (counts[at] === 1 && Math.abs(value - (values[at] ?? 0)) <= near) on += 1;
  });
  return on;
}

/** The surface of least squares through those pixels that are no further from one than `reach`. */
function fit(cv: Cv, { values, basis }: Grid, surface: Surface, reach: number): Surface | undefined {
  const normal = new Float64Array(terms * terms);
  const right = new Float64Array(terms);
  let used = 0;
  for (let pixel = 0; pixel < values.length; pixel += 1) {
    const value = values[pixel] ?? 0;
    const at = pixel * terms;
    if (Math.abs(value - height(surface, basis, at)) > reach) continue;
    used += 1;
    for (let i = 0; i < terms; i += 1) {
      const one = basis[at + i] ?? 0;
      right[i] = (right[i] ?? 0) + one * value;
      for (let j = 0; j < terms; j += 1)
        normal[i * terms + j] = (normal[i * terms + j] ?? 0) + one * (basis[at + j] ?? 0);
    }
  }
  if (used < 10 * terms) return undefined;
  return withMats((keep) => {
    const left = keep(cv.matFromArray(terms, terms, cv.CV_64FC1, [...normal]));
    const of = keep(cv.matFromArray(terms, 1, cv.CV_64FC1, [...right]));
    const solution = keep(new cv.Mat());
    // By singular values: pixels on a single line tell less than six numbers.
    return cv.solve(left, of, solution, cv.DECOMP_SVD) ? [...solution.data64F] : undefined;
  });
}
