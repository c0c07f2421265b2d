import * as Plot from '@observablehq/plot';
import type { Position, Study, Variable } from '../studies/study.ts';
import type { Ink } from './ink.ts';
import {
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

/** A point of the fitted curve with its interval, in per cent. */
interface CurveMark extends PercentMark {
  readonly x: number;
}

interface StudyMarks {
  /** One per position and series. */
  readonly means: readonly Mean[];
  /** Every run of the network by itself, in per cent. */
  readonly runs: readonly { x: Position; accuracy: number }[];
  /** The fitted curve, where there is one, to four times what there is. */
  readonly curve: readonly CurveMark[];
  /** Twice and four times what there is. */
  readonly beyond: readonly number[];
}

function marksOf({ summary, points, projection, measure }: Study): StudyMarks {
  const means = summary.flatMap(({ x, ...figures }) =>
    series.flatMap((of): Mean[] => {
      const found = figures[of]?.[measure];
      return found === undefined ? [] : [{ x, of, ...percentMark(found.accuracy, found.ci95) }];
    }),
  );
  return {
    means,
    runs: points.map((point) => ({ x: point.x, accuracy: 100 * point[measure].accuracy })),
    curve: (projection?.[measure].band ?? []).map(({ x, accuracy, ci95 }) => ({
      x,
      ...percentMark(accuracy, ci95),
    })),
    beyond: (projection?.[measure].gains ?? []).map(({ x }) => x),
  };
}

const axes: Readonly<Record<Variable, string>> = {
  photos: 'Training photos',
  angles: 'Angles per training sample',
  'bench-angles': 'Photos of each new fragment',
  strategy: 'Strategy',
  leakage: 'Split',
  labs: 'Trained and tested on',
};

/** What a study's positions are of. */
export function studyAxis({ vary }: Pick<Study, 'vary'>): string {
  return vary === null ? 'Position' : axes[vary];
}

const names: Record<Series, string> = { network: 'network', baseline: 'colour, size, texture' };

/** Beside each other, so that neither interval hides the other. */
const offsets: Record<Series, number> = { network: -3, baseline: 3 };
const colours: Record<Series, 'accent' | 'quiet'> = { network: 'accent', baseline: 'quiet' };

/** Accuracy at every position with its interval, single runs, and the fitted curve with its band, to four times what there is. */
export function studyPlot(study: Study): PlotDescription {
  const { means, runs, curve, beyond } = marksOf(study);
  const positions = study.summary.map(({ x }) => x);
  const isNumeric = typeof positions[0] === 'number';
  const floor = axisFloor([...means.map(({ low }) => low), ...runs.map(({ accuracy }) => accuracy)]);
  return {
    table: () => ({
      columns: [study.vary ?? 'position', 'of', 'accuracy_percent', 'ci95_low', 'ci95_high'],
      rows: [
        ...means.map(({ x, of, accuracy, low, high }) => [x, `${of} mean`, accuracy, low, high]),
        ...runs.map(({ x, accuracy }) => [x, 'network run', accuracy, null, null]),
        ...curve.map(({ x, accuracy, low, high }) => [x, 'fit', accuracy, low, high]),
      ],
    }),
    options: (look) => {
      if (means.length === 0) return undefined;
      const { ink } = look;
      const axis = axisNamed(studyAxis(study));
      const { sheet, namesOf } = frameOf(look, { height: 360, right: 150 });
      const ends = series.flatMap((of) => {
        const last = means.findLast((mean) => mean.of === of);
        return last === undefined
          ? []
          : [
              {
                name: names[of],
                x: beyond.at(-1) ?? last.x,
                // The curve is the network's.
                y: (of === 'network' ? curve.at(-1)?.accuracy : undefined) ?? last.accuracy,
                colour: ink[colours[of]],
              },
            ];
      });
      return {
        ...sheet,
        x: isNumeric
          ? { ...axis, type: 'log', ticks: [...(positions as number[]), ...beyond], tickFormat: 'd' }
          : { ...axis, type: 'point', domain: positions },
        y: { ...percentAxis(null, floor), grid: true, ticks: 6 },
        marks: [
          Plot.areaY(curve, {
            x: 'x',
            // Not below the axis: a clip would be a reference, which a page that is sent on must not have.
            y1: ({ low }: CurveMark) => Math.max(floor, low),
            y2: 'high',
            fill: ink.accent,
            fillOpacity: 0.12,
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
