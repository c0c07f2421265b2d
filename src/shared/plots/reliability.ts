import * as Plot from '@observablehq/plot';
import type { ReliabilityBin, SideReliability } from '../learning/prediction/trust-record.ts';
import { type PercentMark, type PlotDescription, frameOf, percentAxis, percentMark } from './plot.ts';

interface BinMark extends PercentMark {
  readonly confidence: number;
  readonly n: number;
}

function marksOf(bins: readonly ReliabilityBin[]): BinMark[] {
  return bins.map(({ confidence, accuracy, ci95, n }) => ({
    confidence: 100 * confidence,
    ...percentMark(accuracy, ci95),
    n,
  }));
}

/**
 * How often verdicts were right by how sure they were (Niculescu-Mizil and Caruana 2005), with what perfect would be.
 *
 * @param words `names` where there is room at the right for names, and for what was before the temperature.
 */
export function reliabilityPlot(
  { bins }: Pick<SideReliability, 'bins'>,
  words: {
    readonly axis: string;
    readonly names?: Readonly<Record<'perfect' | 'before' | 'after', string>>;
  },
): PlotDescription {
  const [before, after] = [marksOf(bins.before), marksOf(bins.after)];
  const numbers = ({ confidence, accuracy, low, high, n }: BinMark): number[] => [
    confidence,
    accuracy,
    low,
    high,
    n,
  ];
  return {
    table: () => ({
      columns: ['calibrated', 'confidence_percent', 'accuracy_percent', 'ci95_low', 'ci95_high', 'photos'],
      rows: [
        ...before.map((mark) => ['before', ...numbers(mark)]),
        ...after.map((mark) => ['after', ...numbers(mark)]),
      ],
    }),
    options: (look) => {
      const { accent, quiet, line } = look.ink;
      const { axis, names } = words;
      const { sheet, namesOf } = frameOf(look, { height: 280, right: names === undefined ? 16 : 150 });
      const x = 'confidence';
      const diagonal = { x1: 0, y1: 0, x2: 100, y2: 100 };
      return {
        ...sheet,
        x: percentAxis(axis),
        y: { ...percentAxis(), grid: true },
        marks: [
          Plot.link([0], { ...diagonal, stroke: line, strokeDasharray: '4 3' }),
          ...(names === undefined
            ? []
            : [
                Plot.dot(before, { x, y: 'accuracy', r: 4, stroke: quiet, strokeWidth: 1.5 }),
                ...namesOf(
                  [
                    { name: names.perfect, x: 100, y: 100, colour: quiet },
                    { name: names.before, x: 100, y: before.at(-1)?.accuracy ?? 0, colour: quiet },
                    { name: names.after, x: 100, y: after.at(-1)?.accuracy ?? 0, colour: accent },
                  ],
                  100,
                ),
              ]),
          Plot.ruleX(after, { x, y1: 'low', y2: 'high', stroke: accent, strokeWidth: 2 }),
          Plot.lineY(after, { x, y: 'accuracy', stroke: accent, strokeOpacity: 0.4 }),
          Plot.dot(after, { x, y: 'accuracy', r: 4.5, fill: accent }),
          Plot.text(after, { x, y: () => 0, dy: -8, text: ({ n }: BinMark) => String(n), fill: quiet }),
        ],
      };
    },
  };
}
