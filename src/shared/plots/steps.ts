import * as Plot from '@observablehq/plot';
import { type StepLoss, smoothedLosses } from '../learning/step-loss.ts';
import { type PlotDescription, axisNamed, frameOf } from './plot.ts';
import { wholeTicks } from './whole-ticks.ts';

/**
 * The training loss step by step: as it came, and smoothed. The lower axis ends with the epoch that is under way.
 *
 * @param axes their names.
 */
export function stepCurve(
  losses: readonly StepLoss[],
  axes: Readonly<Record<'x' | 'y', string>>,
): PlotDescription {
  const smoothed = smoothedLosses(losses);
  const top = Math.max(0.1, ...losses.map(({ loss }) => loss));
  const end = Math.max(1, Math.ceil(losses.at(-1)?.at ?? 0));
  return {
    table: () => ({
      columns: ['epochs', 'train_loss', 'train_loss_smoothed'],
      rows: losses.map(({ at, loss }, index) => [at, loss, smoothed[index]?.loss ?? null]),
    }),
    options: (look) => {
      if (losses.length === 0) return undefined;
      const { sheet } = frameOf(look, { height: 250, right: 16, top: 28 });
      const line = (points: readonly StepLoss[], stroke: string, strokeWidth: number): Plot.Markish =>
        Plot.lineY(points, { x: 'at', y: 'loss', stroke, strokeWidth });
      return {
        ...sheet,
        x: { ...axisNamed(axes.x), domain: [0, end], ticks: wholeTicks(0, end), tickFormat: 'd' },
        y: { ...axisNamed(axes.y), labelAnchor: 'top', domain: [0, top], ticks: 5, grid: true },
        marks: [
          Plot.ruleY([0], { stroke: look.ink.line }),
          line(losses, look.ink.line, 1),
          line(smoothed, look.ink.accent, 1.75),
        ],
      };
    },
  };
}
