import * as Plot from '@observablehq/plot';
import type { DetectorReport } from '../trays/detector-report.ts';
import { type PlotDescription, frameOf, percentAxis } from './plot.ts';

interface Place {
  readonly recall: number;
  readonly precision: number;
}

const inPercent = ({ recall, precision }: Place): Place => ({
  recall: 100 * recall,
  precision: 100 * precision,
});

/**
 * How many of what a detector proposes are fragments, over how many of the fragments it finds: from the surest boxes alone to all
 * of them. The area below is AP50, where the line is lifted to the best precision further right.
 *
 * @param words names of both axes, and of the place at the detector's threshold.
 */
export function precisionRecallPlot(
  { curve, ...report }: Pick<DetectorReport, 'curve' | 'recall' | 'precision'>,
  words: Readonly<Record<'recall' | 'precision' | 'here', string>>,
): PlotDescription {
  const points = curve.map(inPercent);
  const here = inPercent(report);
  return {
    table: () => ({
      columns: ['score', 'recall_percent', 'precision_percent'],
      rows: curve.map((point) => [point.score, 100 * point.recall, 100 * point.precision]),
    }),
    options: (look) => {
      if (points.length === 0) return undefined;
      const { text, accent } = look.ink;
      const { sheet } = frameOf(look, { height: 280, right: 24, top: 36 });
      const [x, y] = ['recall', 'precision'] as const;
      const [isRight, isHigh] = [here.recall > 50, here.precision > 90];
      return {
        ...sheet,
        x: percentAxis(words.recall),
        y: { ...percentAxis(words.precision), labelAnchor: 'top', grid: true },
        marks: [
          Plot.lineY(points, { x, y, stroke: accent, strokeWidth: 1.75 }),
          Plot.dot([here], { x, y, r: 5, fill: text }),
          Plot.text([here], {
            ...{ x, y, text: () => words.here, fill: text, fontWeight: 600 },
            ...{ dx: isRight ? -10 : 10, dy: isHigh ? 14 : -10, textAnchor: isRight ? 'end' : 'start' },
          }),
        ],
      };
    },
  };
}
