import * as Plot from '@observablehq/plot';
import type { ThresholdPoint } from '../learning/figures/roc.ts';
import { type PlotDescription, frameOf, percentAxis } from './plot.ts';

interface ThresholdCurve {
  readonly points: readonly ThresholdPoint[];
  readonly axes: Readonly<Record<'x' | 'y', string>>;
  /** What guessing would reach at the left and at the right edge, shares. */
  readonly guessing: readonly [number, number];
  /** Whether a value holds from the point before up to its own, rather than on a straight line between them. */
  readonly isStepped?: boolean;
}

/** What one figure is where another is so much, over all thresholds (ROC, precision and recall), and what guessing gives. */
export function thresholdPlot({ points, axes, guessing, isStepped }: ThresholdCurve): PlotDescription {
  return {
    table: () => ({
      columns: [axes.x, axes.y, 'threshold'],
      rows: points.map(({ x, y, threshold }) => [x, y, threshold]),
    }),
    options: (look) => ({
      ...frameOf(look, { height: 280, right: 16, top: 24 }).sheet,
      x: percentAxis(axes.x),
      y: { ...percentAxis(axes.y), labelAnchor: 'top', grid: true },
      marks: [
        Plot.link([0], {
          x1: 0,
          y1: 100 * guessing[0],
          x2: 100,
          y2: 100 * guessing[1],
          stroke: look.ink.line,
          strokeDasharray: '4 3',
        }),
        Plot.line(points, {
          x: ({ x }: ThresholdPoint) => 100 * x,
          y: ({ y }: ThresholdPoint) => 100 * y,
          stroke: look.ink.accent,
          curve: isStepped === true ? 'step-before' : 'linear',
          strokeWidth: 1.75,
        }),
      ],
    }),
  };
}
