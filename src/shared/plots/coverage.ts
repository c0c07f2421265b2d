import * as Plot from '@observablehq/plot';
import { type Accepted, type Confident, acceptedAt, coverageCurve } from '../learning/figures/reliability.ts';
import {
  type PercentMark,
  type PlotDescription,
  axisFloor,
  frameOf,
  percentAxis,
  percentMark,
} from './plot.ts';

interface CoverageMark extends PercentMark {
  readonly coverage: number;
}

function markOf({ coverage, accuracy, ci95 }: Accepted): CoverageMark[] {
  return accuracy === null ? [] : [{ coverage: 100 * coverage, ...percentMark(accuracy, ci95) }];
}

/**
 * What every threshold would decide and how well, with the one that is in force.
 *
 * @param confident one per sample.
 * @param limits shares: below `threshold` a verdict is unsure; `target` is how often sure ones shall be right.
 * @param words names of the axis, of the target and of the threshold.
 */
export function coveragePlot(
  confident: readonly Confident[],
  limits: { readonly threshold: number; readonly target: number },
  words: Readonly<Record<'axis' | 'target' | 'here', string>>,
): PlotDescription {
  const curve = coverageCurve(confident).flatMap(markOf);
  const here = markOf(acceptedAt(confident, limits.threshold));
  const target = 100 * limits.target;
  return {
    table: () => ({
      columns: ['coverage_percent', 'accuracy_percent', 'ci95_low', 'ci95_high'],
      rows: curve.map(({ coverage, accuracy, low, high }) => [coverage, accuracy, low, high]),
    }),
    options: (look) => {
      const { text, quiet, accent, line } = look.ink;
      const { sheet, namesOf } = frameOf(look, { height: 280, right: 110 });
      const floor = axisFloor([...curve.map(({ low }) => low), target]);
      const x = 'coverage';
      return {
        ...sheet,
        x: percentAxis(words.axis),
        y: { ...percentAxis(null, floor), grid: true },
        marks: [
          Plot.areaY(curve, { x, y1: 'low', y2: 'high', fill: accent, fillOpacity: 0.15 }),
          Plot.ruleY([target], { stroke: line, strokeDasharray: '4 3' }),
          ...namesOf([{ name: words.target, x: 100, y: target, colour: quiet }], 100 - floor),
          Plot.lineY(curve, { x, y: 'accuracy', stroke: accent, strokeWidth: 1.75 }),
          Plot.ruleX(here, { x, y1: 'low', y2: 'high', stroke: text, strokeWidth: 2 }),
          Plot.dot(here, { x, y: 'accuracy', r: 5, fill: text }),
          Plot.text(here, {
            x,
            y: () => floor,
            dx: -8,
            dy: -10,
            textAnchor: 'end',
            text: () => words.here,
            fill: text,
            fontWeight: 600,
          }),
          Plot.ruleX(here, { x, y1: () => floor, y2: 'low', stroke: text, strokeDasharray: '1 3' }),
        ],
      };
    },
  };
}
