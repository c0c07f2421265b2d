import * as Plot from '@observablehq/plot';
import { type StepLoss, smoothedLosses } from '../learning/step-loss.ts';
import { type PlotDescription, axisNamed, frameOf } from './plot.ts';

/**
 * The training loss step by step: as it came, and smoothed. The lower axis ends with the epoch that is under way.
 *
 * @param axis name of the lower axis.
 */
export function stepCurve(losses: readonly StepLoss[], axis: string): PlotDescription {
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
      const { sheet } = frameOf(look, { height: 250, right: 16 });
      const line = (points: readonly StepLoss[], stroke: string, strokeWidth: number): Plot.Markish =>
        Plot.lineY(points, { x: 'at', y: 'loss', stroke, strokeWidth });
      return {
        ...sheet,
        x: { ...axisNamed(axis), domain: [0, end], ticks: 5 },
        y: { domain: [0, top], label: null, ticks: 5, grid: true },
        marks: [
          Plot.ruleY([0], { stroke: look.ink.line }),
          line(losses, look.ink.line, 1),
          line(smoothed, look.ink.accent, 1.75),
        ],
      };
    },
  };
}
