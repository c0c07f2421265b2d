import { levenbergMarquardt } from 'ml-levenberg-marquardt';
import type { Fit } from './study.ts';

/** Twice as many photos shall add at least this much accuracy to be worth taking. */
const worthwhile = 0.01;
/** Exponents outside of this are a line or a step, which no few points tell from a curve. */
const exponents = { least: 0.1, most: 3 };

/**
 * Fits the inverse power law that learning curves follow, accuracy = asymptote - scale * x ^ -exponent (Figueroa et al.
 * 2012, doi:10.1186/1472-6947-12-8), by least squares over all runs.
 *
 * @param points position and accuracy of every run, 0..1; repeats of a position count each.
 * @returns null below three different positions: three unknowns need as many.
 */
export function fitInversePower(points: readonly { x: number; accuracy: number }[]): Fit | null {
  const positions = [...new Set(points.map(({ x }) => x))];
  if (positions.length < 3) return null;
  // In units of the smallest position the scale is an accuracy, and all three unknowns are of one size.
  const unit = Math.min(...positions);
  const accuracies = points.map(({ accuracy }) => accuracy);
  const highest = Math.max(...accuracies);
  const { parameterValues, parameterError } = levenbergMarquardt(
    { x: points.map(({ x }) => x / unit), y: accuracies },
    ([asymptote = 0, scale = 0, exponent = 0]) =>
      (x: number) =>
        asymptote - scale * x ** -exponent,
    {
      initialValues: [highest, highest - Math.min(...accuracies), 1],
      minValues: [0, 0, exponents.least],
      maxValues: [1, 1, exponents.most],
      gradientDifference: 1e-4,
      centralDifference: true,
      maxIterations: 500,
      errorTolerance: 1e-12,
    },
  );
  const [asymptote = 0, scaleInUnits = 0, exponent = 1] = parameterValues;
  const scale = scaleInUnits * unit ** exponent;
  return {
    asymptote,
    scale,
    exponent,
    rmse: Math.sqrt(parameterError / points.length),
    enough: Math.max(unit, ((scale * (1 - 2 ** -exponent)) / worthwhile) ** (1 / exponent)),
  };
}

/** What a fit says at a position. */
export function accuracyAt({ asymptote, scale, exponent }: Fit, x: number): number {
  return asymptote - scale * x ** -exponent;
}
