import * as Plot from '@observablehq/plot';
import { bestEpoch } from '../learning/best-epoch.ts';
import { type EpochRecord, type Side, sides } from '../learning/plan.ts';
import type { Ink } from './ink.ts';
import { type PlotDescription, type PlotTable, axisFloor, axisNamed, frameOf, percentAxis } from './plot.ts';
import { wholeTicks } from './whole-ticks.ts';

export type EpochMeasure = 'loss' | 'acc';

interface CurvePoint {
  readonly side: Side;
  readonly epoch: number;
  readonly value: number;
}

/** The points of one measure; sides that a run does not have are left out. */
export function curvePoints(epochs: readonly EpochRecord[], measure: EpochMeasure): CurvePoint[] {
  return epochs.flatMap((record) =>
    sides.flatMap((side) => {
      const score = record[side];
      return score === undefined ? [] : [{ side, epoch: record.epoch, value: score[measure] }];
    }),
  );
}

const sideColours: Record<Side, 'quiet' | 'accent' | 'text'> = {
  train: 'quiet',
  val: 'accent',
  test: 'text',
};

/** What stands on curves by epoch, in the window and in reports. */
const words = {
  epoch: 'Epoch',
  measures: { loss: 'Loss', acc: 'Photos right' } satisfies Record<EpochMeasure, string>,
  best: (epoch: number): string => `best: epoch ${epoch}`,
};

interface SideCurves {
  readonly epochs: readonly EpochRecord[];
  readonly measure: EpochMeasure;
  /** How many epochs the run will have: the axis does not grow while it trains. */
  readonly planned: number;
  /** Whether an axis of accuracy begins where the lines do. Default: at 0, so that it stays where it is while they grow. */
  readonly isClose?: boolean;
}

/** One measure of one run, a line per side. */
export function sideCurves({ epochs, measure, planned, isClose = false }: SideCurves): PlotDescription {
  const points = curvePoints(epochs, measure);
  const lines = sides.map((side): EpochLine => ({
    name: side,
    colour: (ink) => ink[sideColours[side]],
    dash: side === 'train' ? '3 3' : 'none',
    points: points.filter((point) => point.side === side),
  }));
  const best = bestEpoch(epochs)?.epoch;
  return epochPlot({ lines, measure, planned, right: 56, isClose, best }, () => ({
    columns: ['epoch', 'side', measure],
    rows: points.map(({ epoch, side, value }) => [epoch, side, value]),
  }));
}

/** Told apart without colour too. */
const runDashes = ['none', '6 3', '2 3', '8 3 2 3'];

/** One measure on the validation side, a line per run. @param nameOf what a run is called beside its line. */
export function runCurves(
  runs: readonly { readonly id: number; readonly epochs: readonly EpochRecord[] }[],
  measure: EpochMeasure,
  nameOf: (run: number) => string,
): PlotDescription {
  const lines = runs.map(({ id, epochs }, index) => ({
    id,
    name: nameOf(id),
    colour: ({ series }: Ink) => series[index % series.length] ?? '',
    dash: runDashes[index % runDashes.length] ?? 'none',
    points: curvePoints(epochs, measure).filter(({ side }) => side === 'val'),
  }));
  const planned = Math.max(...lines.flatMap(({ points }) => points.map(({ epoch }) => epoch)));
  const isShare = measure === 'acc';
  return epochPlot({ lines, measure, planned, right: 96, isClose: true }, () => ({
    columns: ['run', 'epoch', isShare ? 'val_accuracy_percent' : 'val_loss'],
    rows: lines.flatMap(({ id, points }) =>
      points.map(({ epoch, value }) => [id, epoch, isShare ? 100 * value : value]),
    ),
  }));
}

interface EpochLine {
  readonly name: string;
  readonly colour: (ink: Ink) => string;
  readonly dash: string;
  readonly points: readonly { readonly epoch: number; readonly value: number }[];
}

interface EpochPlot {
  readonly lines: readonly EpochLine[];
  readonly measure: EpochMeasure;
  readonly planned: number;
  readonly right: number;
  readonly isClose: boolean;
  /** The epoch that is marked. */
  readonly best?: number | undefined;
}

function epochPlot(
  { lines: measured, measure, planned, right, isClose, best }: EpochPlot,
  table: () => PlotTable,
): PlotDescription {
  const isShare = measure === 'acc';
  const lines = measured.map((line) => ({
    ...line,
    points: line.points.map(({ epoch, value }) => ({ epoch, value: isShare ? 100 * value : value })),
  }));
  const values = lines.flatMap(({ points }) => points.map(({ value }) => value));
  const floor = isShare && isClose ? axisFloor(values) : 0;
  const top = isShare ? 100 : Math.max(0.1, ...values);
  return {
    table,
    options: (look) => {
      if (values.length === 0) return undefined;
      const { sheet, namesOf } = frameOf(look, { height: 250, right, top: 28 });
      const ends = lines.flatMap(({ name, colour, points }) => {
        const last = points.at(-1);
        return last === undefined ? [] : [{ name, x: last.epoch, y: last.value, colour: colour(look.ink) }];
      });
      return {
        ...sheet,
        x: {
          ...axisNamed(words.epoch),
          domain: [1, Math.max(2, planned)],
          ticks: wholeTicks(1, planned),
          tickFormat: 'd',
        },
        y: {
          ...(isShare
            ? percentAxis(words.measures[measure], floor)
            : { ...axisNamed(words.measures[measure]), domain: [0, top], ticks: 5 }),
          labelAnchor: 'top',
          grid: true,
        },
        marks: [
          Plot.ruleY([floor], { stroke: look.ink.line }),
          ...(best === undefined ? [] : bestMarks(best, planned, look.ink)),
          ...lines.map(({ points, colour, dash }) =>
            Plot.lineY(points, {
              x: 'epoch',
              y: 'value',
              stroke: colour(look.ink),
              strokeDasharray: dash,
              strokeWidth: 1.75,
            }),
          ),
          Plot.dot(ends, { x: 'x', y: 'y', r: 2.5, fill: ({ colour }: { colour: string }) => colour }),
          ...namesOf(ends, top - floor),
        ],
      };
    },
  };
}

/** A line at the epoch whose network is kept, with its name at the top, on the side where there is room for it. */
function bestMarks(best: number, planned: number, { text, quiet }: Ink): Plot.Markish[] {
  const name = words.best(best);
  const isLate = best > (1 + planned) / 2;
  return [
    Plot.ruleX([best], { stroke: quiet, strokeDasharray: '2 3' }),
    Plot.text([name], {
      x: () => best,
      frameAnchor: 'top',
      dx: isLate ? -6 : 6,
      dy: -4,
      lineAnchor: 'bottom',
      textAnchor: isLate ? 'end' : 'start',
      text: () => name,
      fill: text,
    }),
  ];
}
