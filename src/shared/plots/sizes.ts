import * as Plot from '@observablehq/plot';
import { type PlotDescription, axisNamed, frameOf } from './plot.ts';

/** Bars of a fifth of a decade. */
const perDecade = 5;

/** How many things are how large, on a logarithmic axis. @param sizes in µm, above 0. */
export function sizeHistogram(
  sizes: readonly number[],
  axes: Readonly<Record<'x' | 'y', string>>,
): PlotDescription {
  const bins = binned(sizes);
  return {
    table: () => ({
      columns: ['from_um', 'to_um', 'things'],
      rows: bins.map(({ from, to, n }) => [from, to, n]),
    }),
    options: (look) => {
      const [start] = bins;
      const end = bins.at(-1);
      if (start === undefined || end === undefined) return undefined;
      const { sheet } = frameOf(look, { height: 240, right: 16, top: 28 });
      return {
        ...sheet,
        x: { ...axisNamed(axes.x), type: 'log', domain: [start.from, end.to], tickFormat: '~s', ticks: 6 },
        y: { ...axisNamed(axes.y), labelAnchor: 'top', grid: true, tickFormat: '~d' },
        marks: [
          Plot.rect(bins, {
            x1: 'from',
            x2: 'to',
            y1: () => 0,
            y2: 'n',
            fill: look.ink.accent,
            insetLeft: 0.5,
            insetRight: 0.5,
          }),
          Plot.ruleY([0], { stroke: look.ink.line }),
        ],
      };
    },
  };
}

function binned(sizes: readonly number[]): { from: number; to: number; n: number }[] {
  if (sizes.length === 0) return [];
  const binOf = (um: number): number => Math.floor(perDecade * Math.log10(um));
  const counts = Map.groupBy(sizes, binOf);
  const first = Math.min(...counts.keys());
  const last = Math.max(...counts.keys());
  return Array.from({ length: last - first + 1 }, (_, index) => ({
    from: 10 ** ((first + index) / perDecade),
    to: 10 ** ((first + index + 1) / perDecade),
    n: counts.get(first + index)?.length ?? 0,
  }));
}
