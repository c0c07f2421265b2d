import { accuracyAt } from '../studies/fit.ts';
import type { Position, Study } from '../studies/study.ts';

export const series = ['network', 'baseline'] as const;
export type Series = (typeof series)[number];

/** Accuracies in per cent. */
export interface PlotMark {
  readonly x: Position;
  readonly of: Series;
  readonly accuracy: number;
  readonly low: number;
  readonly high: number;
}

export interface StudyPlotData {
  /** One per position and series. */
  readonly means: readonly PlotMark[];
  /** Every run of the network by itself. */
  readonly runs: readonly { x: Position; accuracy: number }[];
  /** The fitted curve, where there is one. */
  readonly curve: readonly { x: number; accuracy: number }[];
  /** From here on, twice as many add less than one per cent; null where there is no fit, or where it is off the axis. */
  readonly enough: number | null;
  /** Lowest per cent that the axis has to show. */
  readonly floor: number;
}

const curvePoints = 60;

/** What a study's plot draws. */
export function studyPlotData({ summary, points, fit, measure }: Study): StudyPlotData {
  const means = summary.flatMap(({ x, ...figures }) =>
    series.map((of): PlotMark => {
      const { accuracy, ci95 } = figures[of];
      return { x, of, accuracy: 100 * accuracy, low: 100 * ci95[0], high: 100 * ci95[1] };
    }),
  );
  const runs = points.map((point) => ({ x: point.x, accuracy: 100 * point[measure].accuracy }));
  const numbers = summary.map(({ x }) => x).filter((x) => typeof x === 'number');
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  const curve =
    fit === null
      ? []
      : Array.from({ length: curvePoints }, (_, index) => {
          // Even steps on the axis, which is logarithmic.
          const x = least * (most / least) ** (index / (curvePoints - 1));
          return { x, accuracy: 100 * accuracyAt(fit, x) };
        });
  const lowest = Math.min(...means.map(({ low }) => low), ...runs.map(({ accuracy }) => accuracy), 100);
  const enough = fit !== null && fit.enough >= least && fit.enough <= most ? fit.enough : null;
  return { means, runs, curve, enough, floor: Math.max(0, Math.floor(lowest / 10) * 10) };
}
