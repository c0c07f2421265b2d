import { atLeastExact } from '../learning/figures/exact-interval.ts';
import { accuracyAt, fitInversePower } from './fit.ts';
import type { Fit, Measure, MeasuredPoint, Projection } from './study.ts';
import { type Draw, everything, interval, replicates, samplesOf, shareRight, tableOf } from './table.ts';

/** A curve is not followed further than this many times what it was fitted on. */
const furthest = 4;
const steps = 60;

/**
 * What more of it should bring, from a curve through all runs. Its band and its gains are 95 % intervals of a bootstrap that
 * draws repeats and test samples and fits again, no narrower than exact ones of as many samples: where no draw differs,
 * so few samples still prove nothing.
 *
 * @param points of a study whose positions are numbers.
 * @returns null below three different positions.
 */
export function projectionOf(points: readonly MeasuredPoint[], measure: Measure): Projection | null {
  const samples = samplesOf(points.map(({ tallies }) => tallies));
  const seeds = [...new Set(points.map(({ seed }) => seed))];
  // One row per seed, be it empty, so that a draw of seeds is the same at all positions.
  const places = [...Map.groupBy(points, ({ x }) => Number(x))].map(([x, repeats]) => ({
    x,
    table: tableOf(
      seeds.map((seed) => repeats.find((point) => point.seed === seed)?.tallies ?? []),
      measure,
      samples,
    ),
  }));
  const fitted = (draw: Draw): Fit | null =>
    fitInversePower(
      places
        .map(({ x, table }) => ({ x, accuracy: shareRight(table, draw) }))
        .filter(({ accuracy }) => !Number.isNaN(accuracy)),
    );
  const [first] = places;
  if (first === undefined) return null;
  const fit = fitted(everything(first.table));
  if (fit === null) return null;
  const drawn = replicates(first.table, fitted).filter((one) => one !== null);
  const numbers = places.map(({ x }) => x);
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  const intervalOf = (figure: (of: Fit) => number): [number, number] =>
    atLeastExact(interval(drawn.map(figure)), figure(fit), samples.length);
  return {
    fit,
    // Even steps on a logarithmic axis.
    band: Array.from({ length: steps }, (_, index) => {
      const x = least * ((furthest * most) / least) ** (index / (steps - 1));
      const at = (of: Fit): number => Math.min(1, Math.max(0, accuracyAt(of, x)));
      return { x, accuracy: at(fit), ci95: intervalOf(at) };
    }),
    gains: [2, furthest].map((times) => {
      const gain = (of: Fit): number => accuracyAt(of, times * most) - accuracyAt(of, most);
      return { times, x: times * most, gain: gain(fit), ci95: intervalOf(gain) };
    }),
  };
}
