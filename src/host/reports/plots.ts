import * as Plot from '@observablehq/plot';
import { type CurvePoint, curvePoints } from '#shared/plots/epochs.ts';
import { spreadLabels } from '#shared/plots/spread-labels.ts';
import type { EpochRecord } from '#shared/learning/plan.ts';
import type { ReliabilityBin } from '#shared/learning/prediction/trust-record.ts';
import { ink } from './style.ts';

const half = { width: 380, height: 260, marginBottom: 40 };
const labelHeight = 13;

/** Training and validation by epoch, named at their ends. */
export function epochCurves(epochs: readonly EpochRecord[], measure: 'loss' | 'acc'): Plot.PlotOptions {
  const points = curvePoints(epochs, measure).map((point) => ({
    ...point,
    value: measure === 'acc' ? 100 * point.value : point.value,
  }));
  const colour: Record<CurvePoint['side'], string> = { train: ink.quiet, val: ink.accent, test: ink.orange };
  const last = Object.values(Object.groupBy(points, ({ side }) => side)).flatMap((of) => of.at(-1) ?? []);
  const values = points.map(({ value }) => value);
  const [least, most] = [Math.min(...values, measure === 'acc' ? 100 : 0), Math.max(...values, 0)];
  const gap = (labelHeight * Math.max(most - least, 1e-9)) / (half.height - 60);
  const places = spreadLabels(
    last.map(({ value }) => value),
    gap,
  );
  return {
    ...half,
    marginLeft: 44,
    marginRight: 48,
    x: {
      label: 'epoch',
      labelAnchor: 'center',
      labelArrow: 'none',
      tickFormat: 'd',
      ticks: Math.min(epochs.length, 8),
    },
    y: {
      label: null,
      grid: true,
      nice: true,
      ticks: 5,
      ...(measure === 'acc' && { tickFormat: percentTick }),
    },
    marks: [
      Plot.line(points, {
        x: 'epoch',
        y: 'value',
        z: 'side',
        stroke: ({ side }: CurvePoint) => colour[side],
      }),
      Plot.text(
        last.map((point, index) => ({ ...point, value: places[index] ?? point.value })),
        {
          x: 'epoch',
          y: 'value',
          text: 'side',
          fill: ({ side }: CurvePoint) => colour[side],
          dx: 6,
          textAnchor: 'start',
          fontWeight: 600,
        },
      ),
    ],
  };
}

/** How often verdicts were right, by how sure they were; on the line is honest. */
export function reliability(bins: readonly ReliabilityBin[]): Plot.PlotOptions {
  const shown = bins.map(({ confidence, accuracy, ci95, n }) => ({
    x: 100 * confidence,
    y: 100 * accuracy,
    low: 100 * ci95[0],
    high: 100 * ci95[1],
    n,
  }));
  return {
    ...half,
    marginLeft: 44,
    x: {
      domain: [0, 100],
      label: 'confidence',
      labelAnchor: 'center',
      labelArrow: 'none',
      tickFormat: percentTick,
      ticks: 5,
    },
    y: { domain: [0, 100], label: null, grid: true, tickFormat: percentTick, ticks: 5 },
    marks: [
      Plot.line([0, 100], {
        x: (at: number) => at,
        y: (at: number) => at,
        stroke: ink.quiet,
        strokeDasharray: '3 3',
      }),
      Plot.ruleX(shown, { x: 'x', y1: 'low', y2: 'high', stroke: ink.accent, strokeWidth: 1.5 }),
      Plot.dot(shown, { x: 'x', y: 'y', r: 3.5, fill: ink.accent }),
      Plot.text(shown, {
        x: 'x',
        y: 'low',
        text: ({ n }: { n: number }) => String(n),
        dy: 9,
        fill: ink.quiet,
        fontSize: 9,
      }),
    ],
  };
}

function percentTick(tick: number): string {
  return `${tick} %`;
}
