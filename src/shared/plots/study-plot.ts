import * as Plot from '@observablehq/plot';
import { spreadLabels } from './spread-labels.ts';
import { type PlotMark, type Series, series, studyPlotData } from './study-points.ts';
import type { Study } from '../studies/study.ts';

/** How a study's plot looks where it is drawn: the window's colours change with its scheme, a report's are for paper. */
export interface StudyPlotLook {
  readonly width: number;
  readonly height: number;
  /** Room for the names of the series, at the right. */
  readonly nameWidth: number;
  readonly fontSize: string;
  readonly colours: Readonly<Record<Series | 'enough', string>>;
  readonly words: {
    readonly axis: string;
    readonly series: Readonly<Record<Series, string>>;
    readonly enough: (x: number) => string;
  };
}

/** Beside each other, so that neither interval hides the other. */
const offsets: Record<Series, number> = { network: -3, baseline: 3 };
const margins = { marginTop: 16, marginBottom: 44, marginLeft: 52 };
/** Least distance of two labels, in pixels. */
const labelHeight = 16;

/** Accuracy at every position with its interval, single runs, the fitted curve, and where more stops paying. */
export function studyPlot(study: Study, look: StudyPlotLook): Plot.PlotOptions {
  const { width, height, nameWidth, fontSize, colours, words } = look;
  const data = studyPlotData(study);
  const positions = study.summary.map(({ x }) => x);
  const isNumeric = typeof positions[0] === 'number';
  const enough = data.enough === null ? [] : [data.enough];
  const axis = { label: words.axis, labelAnchor: 'center', labelArrow: 'none' } as const;
  return {
    width,
    height,
    ...margins,
    marginRight: nameWidth,
    style: { fontFamily: 'inherit', fontSize, background: 'transparent' },
    x: isNumeric
      ? { ...axis, type: 'log', ticks: positions as number[], tickFormat: 'd' }
      : { ...axis, type: 'point', domain: positions },
    y: {
      domain: [data.floor, 100],
      label: null,
      grid: true,
      ticks: 6,
      tickFormat: (tick: number) => `${tick} %`,
    },
    marks: [
      Plot.ruleX(enough, { x: (at: number) => at, stroke: colours.enough, strokeDasharray: '2 3' }),
      Plot.text(enough, {
        x: (at: number) => at,
        text: words.enough,
        frameAnchor: 'bottom',
        textAnchor: 'end',
        dx: -6,
        dy: -6,
        fill: colours.enough,
      }),
      Plot.line(data.curve, { x: 'x', y: 'accuracy', stroke: colours.network, strokeDasharray: '4 3' }),
      Plot.dot(data.runs, { x: 'x', y: 'accuracy', r: 2, stroke: colours.network, strokeOpacity: 0.5 }),
      ...series.toReversed().flatMap((of) => meansOf(data.means, of, { isNumeric, stroke: colours[of] })),
      ...names(data.means, data.floor, look),
    ],
  };
}

function meansOf(
  all: readonly PlotMark[],
  series: Series,
  { isNumeric, stroke }: { isNumeric: boolean; stroke: string },
): Plot.Markish[] {
  const dx = offsets[series];
  const means = all.filter(({ of }) => of === series);
  return [
    ...(isNumeric ? [Plot.lineY(means, { x: 'x', y: 'accuracy', stroke, strokeOpacity: 0.4, dx })] : []),
    Plot.ruleX(means, { x: 'x', y1: 'low', y2: 'high', stroke, strokeWidth: 2, dx }),
    Plot.dot(means, {
      x: 'x',
      y: 'accuracy',
      r: 4.5,
      fill: stroke,
      symbol: series === 'network' ? 'circle' : 'square',
      dx,
    }),
  ];
}

/** The last mark of each series, named beside it. */
function names(
  means: readonly PlotMark[],
  floor: number,
  { height, colours, words }: StudyPlotLook,
): Plot.Markish[] {
  const last = series.flatMap((of) => means.findLast((mark) => mark.of === of) ?? []);
  const places = spreadLabels(
    last.map(({ accuracy }) => accuracy),
    (labelHeight * (100 - floor)) / (height - margins.marginTop - margins.marginBottom),
  );
  return last.map((mark, index) =>
    Plot.text([{ ...mark, accuracy: places[index] ?? mark.accuracy }], {
      x: 'x',
      y: 'accuracy',
      text: ({ of }: PlotMark) => words.series[of],
      dx: 12,
      textAnchor: 'start',
      fill: colours[mark.of],
      fontWeight: 600,
    }),
  );
}
