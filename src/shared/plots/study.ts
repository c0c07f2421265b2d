import * as Plot from '@observablehq/plot';
import { accuracyAt } from '../studies/fit.ts';
import type { Position, Study, Variable } from '../studies/study.ts';
import {
  type Ink,
  type PercentMark,
  type PlotDescription,
  axisFloor,
  axisNamed,
  frameOf,
  percentAxis,
  percentMark,
} from './plot.ts';

const series = ['network', 'baseline'] as const;
type Series = (typeof series)[number];

/** The mean of a series at a position. */
interface Mean extends PercentMark {
  readonly x: Position;
  readonly of: Series;
}

interface StudyMarks {
  /** One per position and series. */
  readonly means: readonly Mean[];
  /** Every run of the network by itself, in per cent. */
  readonly runs: readonly { x: Position; accuracy: number }[];
  /** The fitted curve, where there is one. */
  readonly curve: readonly { x: number; accuracy: number }[];
  /** From here on, twice as many add less than one per cent; none where there is no fit, or where it is off the axis. */
  readonly enough: readonly number[];
}

const curvePoints = 60;

function marksOf({ summary, points, fit, measure }: Study): StudyMarks {
  const means = summary.flatMap(({ x, ...figures }) =>
    series.map((of): Mean => ({ x, of, ...percentMark(figures[of].accuracy, figures[of].ci95) })),
  );
  const runs = points.map((point) => ({ x: point.x, accuracy: 100 * point[measure].accuracy }));
  if (fit === null) return { means, runs, curve: [], enough: [] };
  const numbers = summary.map(({ x }) => x).filter((x) => typeof x === 'number');
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  const curve = Array.from({ length: curvePoints }, (_, index) => {
    // Even steps on the axis, which is logarithmic.
    const x = least * (most / least) ** (index / (curvePoints - 1));
    return { x, accuracy: 100 * accuracyAt(fit, x) };
  });
  return { means, runs, curve, enough: [fit.enough].filter((x) => x >= least && x <= most) };
}

const axes: Readonly<Record<Variable, string>> = {
  photos: 'Training photos',
  angles: 'Angles per training sample',
  strategy: 'Strategy',
  leakage: 'Split',
};

/** What a study's positions are of. */
export function studyAxis({ vary }: Pick<Study, 'vary'>): string {
  return vary === null ? 'Position' : axes[vary];
}

const names: Record<Series, string> = { network: 'network', baseline: 'colour, size, texture' };

/** Beside each other, so that neither interval hides the other. */
const offsets: Record<Series, number> = { network: -3, baseline: 3 };
const colours: Record<Series, 'accent' | 'quiet'> = { network: 'accent', baseline: 'quiet' };

/** Accuracy at every position with its interval, single runs, the fitted curve, and where more stops paying. */
export function studyPlot(study: Study): PlotDescription {
  const { means, runs, curve, enough } = marksOf(study);
  const positions = study.summary.map(({ x }) => x);
  const isNumeric = typeof positions[0] === 'number';
  const floor = axisFloor([...means.map(({ low }) => low), ...runs.map(({ accuracy }) => accuracy)]);
  return {
    table: () => ({
      columns: [study.vary ?? 'position', 'of', 'accuracy_percent', 'ci95_low', 'ci95_high'],
      rows: [
        ...means.map(({ x, of, accuracy, low, high }) => [x, `${of} mean`, accuracy, low, high]),
        ...runs.map(({ x, accuracy }) => [x, 'network run', accuracy, null, null]),
        ...curve.map(({ x, accuracy }) => [x, 'fit', accuracy, null, null]),
      ],
    }),
    options: (look) => {
      if (means.length === 0) return undefined;
      const { ink } = look;
      const enoughInk = ink.series[1] ?? ink.text;
      const axis = axisNamed(studyAxis(study));
      const { sheet, namesOf } = frameOf(look, { height: 360, right: 150 });
      const ends = series.flatMap((of) => {
        const last = means.findLast((mean) => mean.of === of);
        return last === undefined
          ? []
          : [{ name: names[of], x: last.x, y: last.accuracy, colour: ink[colours[of]] }];
      });
      return {
        ...sheet,
        x: isNumeric
          ? { ...axis, type: 'log', ticks: positions as number[], tickFormat: 'd' }
          : { ...axis, type: 'point', domain: positions },
        y: { ...percentAxis(null, floor), grid: true, ticks: 6 },
        marks: [
          Plot.ruleX(enough, { x: (at: number) => at, stroke: enoughInk, strokeDasharray: '2 3' }),
          Plot.text(enough, {
            x: (at: number) => at,
            text: (at: number) => `${Math.ceil(at).toLocaleString('en')}: twice as many add < 1 %`,
            frameAnchor: 'bottom',
            textAnchor: 'end',
            dx: -6,
            dy: -6,
            fill: enoughInk,
          }),
          Plot.line(curve, { x: 'x', y: 'accuracy', stroke: ink.accent, strokeDasharray: '4 3' }),
          Plot.dot(runs, { x: 'x', y: 'accuracy', r: 2, stroke: ink.accent, strokeOpacity: 0.5 }),
          ...series.toReversed().flatMap((of) => meansOf(means, of, isNumeric, ink)),
          ...namesOf(ends, 100 - floor),
        ],
      };
    },
  };
}

function meansOf(all: readonly Mean[], of: Series, isNumeric: boolean, ink: Ink): Plot.Markish[] {
  const [stroke, dx] = [ink[colours[of]], offsets[of]];
  const means = all.filter((mean) => mean.of === of);
  return [
    ...(isNumeric ? [Plot.lineY(means, { x: 'x', y: 'accuracy', stroke, strokeOpacity: 0.4, dx })] : []),
    Plot.ruleX(means, { x: 'x', y1: 'low', y2: 'high', stroke, strokeWidth: 2, dx }),
    Plot.dot(means, {
      x: 'x',
      y: 'accuracy',
      r: 4.5,
      fill: stroke,
      symbol: of === 'network' ? 'circle' : 'square',
      dx,
    }),
  ];
}
