import type { Fit } from './study.ts';

/** Exponents outside of this are a line or a step, which no few points tell from a curve. */
const exponents = { least: 0.1, most: 3 };
const coarse = 24;
const narrowings = 24;
const golden = (Math.sqrt(5) - 1) / 2;

interface Place {
  readonly x: number;
  /** Mean of its runs, 0..1. */
  readonly accuracy: number;
  readonly runs: number;
}

/**
 * Fits the inverse power law that learning curves follow, accuracy = asymptote - scale * x ^ -exponent (Figueroa et al.
 * 2012, doi:10.1186/1472-6947-12-8), by least squares over all runs. With a given exponent the other two are linear, so that
 * only the exponent is searched for (variable projection, Golub and Pereyra 1973, doi:10.1137/0710036): that finds the same
 * curve from any beginning, and quickly enough for a bootstrap.
 *
 * @param points position and accuracy of every run, 0..1; repeats of a position count each.
 * @returns null below three different positions: three unknowns need as many.
 */
export function fitInversePower(points: readonly { x: number; accuracy: number }[]): Fit | null {
  const places = [...Map.groupBy(points, ({ x }) => x)].map(([x, runs]): Place => ({
    x,
    accuracy: runs.reduce((sum, { accuracy }) => sum + accuracy, 0) / runs.length,
    runs: runs.length,
  }));
  if (places.length < 3) return null;
  // In units of the smallest position the scale is an accuracy.
  const unit = Math.min(...places.map(({ x }) => x));
  const at = (logExponent: number): Linear => fitLinear(places, unit, Math.exp(logExponent));
  const exponent = Math.exp(lowest((log) => at(log).error));
  const { asymptote, scale } = fitLinear(places, unit, exponent);
  const fit = { asymptote, scale: scale * unit ** exponent, exponent };
  const missed = points.map(({ x, accuracy }) => (accuracyAt(fit, x) - accuracy) ** 2);
  return { ...fit, rmse: Math.sqrt(missed.reduce((sum, one) => sum + one, 0) / points.length) };
}

/** What a fit says at a position. */
export function accuracyAt(
  { asymptote, scale, exponent }: Pick<Fit, 'asymptote' | 'scale' | 'exponent'>,
  x: number,
): number {
  return asymptote - scale * x ** -exponent;
}

/** Where a function of the exponent's logarithm is lowest: on a grid, then between the best point's neighbours. */
function lowest(errorAt: (logExponent: number) => number): number {
  const [least, most] = [Math.log(exponents.least), Math.log(exponents.most)];
  const step = (most - least) / (coarse - 1);
  const grid = Array.from({ length: coarse }, (_, index) => least + index * step);
  const errors = grid.map(errorAt);
  const best = grid[errors.indexOf(Math.min(...errors))] ?? 0;
  let [low, high] = [Math.max(least, best - step), Math.min(most, best + step)];
  let [a, b] = [high - golden * (high - low), low + golden * (high - low)];
  let [errorA, errorB] = [errorAt(a), errorAt(b)];
  // Golden sections: one new look per narrowing.
  for (let i = 0; i < narrowings; i += 1) {
    if (errorA <= errorB) {
      [high, b, errorB] = [b, a, errorA];
      a = high - golden * (high - low);
      errorA = errorAt(a);
    } else {
      [low, a, errorA] = [a, b, errorB];
      b = low + golden * (high - low);
      errorB = errorAt(b);
    }
  }
  return (low + high) / 2;
}

interface Linear {
  readonly asymptote: number;
  readonly scale: number;
  readonly error: number;
}

/** Least squares for asymptote and scale with both in [0, 1]: within, or else on the best of the borders. */
function fitLinear(places: readonly Place[], unit: number, exponent: number): Linear {
  let [w, wb, wy, wbb, wby] = [0, 0, 0, 0, 0];
  const bases = places.map(({ x }) => (x / unit) ** -exponent);
  places.forEach(({ accuracy, runs }, index) => {
    const b = bases[index] ?? 0;
    w += runs;
    wb += runs * b;
    wy += runs * accuracy;
    wbb += runs * b * b;
    wby += runs * b * accuracy;
  });
  const clamp = (value: number): number => Math.min(1, Math.max(0, value));
  const ended = (asymptote: number, scale: number): Linear => {
    let error = 0;
    places.forEach(({ accuracy, runs }, index) => {
      error += runs * (asymptote - scale * (bases[index] ?? 0) - accuracy) ** 2;
    });
    return { asymptote, scale, error };
  };
  const scale = (wb * wy - w * wby) / (w * wbb - wb * wb);
  const asymptote = (wy + scale * wb) / w;
  if (scale >= 0 && scale <= 1 && asymptote >= 0 && asymptote <= 1) return ended(asymptote, scale);
  const borders = [
    ended(1, clamp((wb - wby) / wbb)),
    ended(clamp(wy / w), 0),
    ended(clamp((wy + wb) / w), 1),
  ];
  return borders.reduce((best, one) => (one.error < best.error ? one : best));
}
