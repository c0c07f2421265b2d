import * as Plot from '@observablehq/plot';
import type { Ink } from './ink.ts';
import { spreadLabels } from './spread-labels.ts';

/** How plots look where they are drawn. Sizes are in pixels. */
export interface Look {
  readonly width: number;
  /** Default: what suits the plot. */
  readonly height?: number;
  readonly fontSize: number;
  /** Default: that of its surroundings. */
  readonly font?: string;
  readonly ink: Ink;
}

/** What a plot draws, as numbers: one row per mark. */
export interface PlotTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** A plot, said once for all places that draw it or save it. */
export interface PlotDescription {
  /** What Plot draws; undefined where there is nothing to see. */
  readonly options: (look: Look) => Plot.PlotOptions | undefined;
  readonly table: () => PlotTable;
}

/** A name beside the end of what it names. */
export interface EndName {
  readonly name: string;
  readonly x: number | string;
  readonly y: number;
  readonly colour: string;
}

interface Frame {
  readonly height: number;
  /** Room at the right, for names. */
  readonly right: number;
  readonly top?: number;
  /** Whether the lower axis says what it measures. */
  readonly isNamed?: boolean;
}

const lineHeight = 1.3;

/** The sheet of a plot: its size, its margins, its letters; and `namesOf`, which writes names clear of each other. */
export function frameOf(
  { width, height: asked, fontSize, font = 'inherit', ink }: Look,
  { height: usual, right, top = 16, isNamed = true }: Frame,
): { sheet: Plot.PlotOptions; namesOf: (ends: readonly EndName[], range: number) => Plot.Markish[] } {
  const height = asked ?? usual;
  const bottom = isNamed ? 44 : 32;
  return {
    sheet: {
      width,
      height,
      marginTop: top,
      marginBottom: bottom,
      marginLeft: 52,
      marginRight: right,
      style: { fontFamily: font, fontSize: `${fontSize}px`, background: 'transparent', color: ink.text },
    },
    namesOf: (ends, range) => {
      const gap = (fontSize * lineHeight * range) / (height - top - bottom);
      const places = spreadLabels(
        ends.map(({ y }) => y),
        gap,
      );
      return ends.map(({ name, x, colour }, index) =>
        Plot.text([name], {
          x: () => x,
          y: () => places[index] ?? 0,
          text: () => name,
          dx: 10,
          textAnchor: 'start',
          fill: colour,
          fontWeight: 600,
        }),
      );
    },
  };
}

/** An axis without an arrow; the name, where it has one, in its middle. */
export function axisNamed(label: string | null): Plot.ScaleOptions {
  return { label, labelAnchor: 'center', labelArrow: 'none' };
}

/** An axis of shares up to the whole. @param floor lowest per cent. */
export function percentAxis(label: string | null = null, floor = 0): Plot.ScaleOptions {
  return { ...axisNamed(label), domain: [floor, 100], ticks: 5, tickFormat: (tick: number) => `${tick} %` };
}

/** Lowest whole ten per cent that an axis has to show, of at most 90. */
export function axisFloor(values: readonly number[]): number {
  return Math.max(0, Math.floor(Math.min(90, ...values) / 10) * 10);
}

/** A share with its 95 % interval, in per cent. */
export interface PercentMark {
  readonly accuracy: number;
  readonly low: number;
  readonly high: number;
}

export function percentMark(accuracy: number, [low, high]: readonly [number, number]): PercentMark {
  return { accuracy: 100 * accuracy, low: 100 * low, high: 100 * high };
}
