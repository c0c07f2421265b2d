import type { Outline } from '#shared/domain/tray.ts';
import { type ClassMark, shapePaths } from '#shared/plots/class-marks.ts';
import { paperInk } from '#shared/plots/ink.ts';
import { boxAround } from '#shared/trays/outline-box.ts';
import { strokeText, strokeWidth } from './stroke-text.ts';

/** A thing as it is drawn on a picture. */
export interface DrawnThing {
  readonly number: number;
  readonly outline: Outline;
  readonly mark: ClassMark;
}

interface Drawing {
  /** Of the drawing, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Pixels of the drawing for one of the outlines. */
  readonly scale: number;
  readonly things: readonly DrawnThing[];
  /** Of the outlines' pixels; null: no bar. */
  readonly umPerPixel: number | null;
  /** What lies under it, as an element of SVG. */
  readonly under?: string;
}

/**
 * Outlines with their numbers and a scale bar, for a transparent layer over a picture. An outline has its class's colour on a
 * white seam, so that it is seen on light and dark ground; beside its number stands its class's shape.
 */
export function outlinesSvg({ width, height, scale, things, umPerPixel, under = '' }: Drawing): string {
  const line = Math.max(1.2, Math.hypot(width, height) / 900);
  const drawn = things.map((one) => ({
    ...one,
    outline: one.outline.map(([x, y]) => [x * scale, y * scale] as const),
    colour: colourOf(one.mark),
  }));
  const path = ({ outline }: (typeof drawn)[number]): string =>
    `M${outline.map(([x, y]) => `${tenth(x)} ${tenth(y)}`).join('L')}Z`;
  const seam = drawn.map((one) => path(one)).join('');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    under,
    `<path d="${seam}" fill="none" stroke="#fff" stroke-opacity=".85" stroke-width="${tenth(3 * line)}" stroke-linejoin="round"/>`,
    ...drawn.map(
      (one) =>
        `<path d="${path(one)}" fill="none" stroke="${one.colour}" stroke-width="${tenth(1.4 * line)}" stroke-linejoin="round"/>`,
    ),
    ...drawn.map(({ outline, number, mark, colour }) =>
      tagOf({ outline, text: String(number), mark, colour, letter: 6 * line, width, height }),
    ),
    umPerPixel === null ? '' : scaleBar(width, height, umPerPixel / scale, line),
    '</svg>',
  ].join('\n');
}

/** The colour of a mark on paper. */
export function colourOf({ color }: ClassMark): string {
  return paperInk.series[(color || 7) - 1] ?? '#000000';
}

interface Tag {
  readonly outline: Outline;
  readonly text: string;
  readonly mark: ClassMark;
  readonly colour: string;
  readonly letter: number;
  readonly width: number;
  readonly height: number;
}

/** A number on white with its class's shape, at the upper right of an outline and inside the picture. */
function tagOf({ outline, text, mark, colour, letter, width, height }: Tag): string {
  const gap = letter / 3;
  const wide = strokeWidth(text, letter) + letter + 3 * gap;
  const high = letter + 2 * gap;
  const box = boxAround(outline);
  const x = tenth(Math.max(0, Math.min(box.x + box.width, width - wide)));
  const y = tenth(Math.max(0, Math.min(box.y - high, height - high)));
  const look = mark.shape === 'ring' ? `fill="none" stroke="${colour}" stroke-width="2"` : `fill="${colour}"`;
  return [
    `<g transform="translate(${x} ${y})"><rect width="${tenth(wide)}" height="${tenth(high)}" rx="${tenth(gap)}" fill="#fff" fill-opacity=".85"/>`,
    `<path transform="translate(${tenth(gap)} ${tenth(gap)}) scale(${(letter / 12).toFixed(3)})" d="${shapePaths[mark.shape]}" ${look}/>`,
    strokeText(text, {
      x: tenth(2 * gap + letter),
      y: tenth(gap),
      height: tenth(letter),
      colour: paperInk.text,
    }),
    '</g>',
  ].join('');
}

/** A bar of a round length, about a sixth of the picture's width, at the lower left. @param um µm for a pixel of the drawing. */
function scaleBar(width: number, height: number, um: number, line: number): string {
  const length = roundLength((um * width) / 6);
  const text = length >= 1000 ? `${length / 1000} mm` : `${length} µm`;
  const bar = length / um;
  const letter = 8 * line;
  const gap = letter / 2;
  const wide = Math.max(bar, strokeWidth(text, letter)) + 2 * gap;
  const high = 3 * gap + letter + 2 * line;
  const top = height - high - gap;
  return [
    `<g transform="translate(${tenth(gap)} ${tenth(top)})"><rect width="${tenth(wide)}" height="${tenth(high)}" fill="#fff" fill-opacity=".85"/>`,
    strokeText(text, { x: tenth(gap), y: tenth(gap), height: tenth(letter), colour: paperInk.text }),
    `<rect x="${tenth(gap)}" y="${tenth(2 * gap + letter)}" width="${bar.toFixed(2)}" height="${tenth(2 * line)}" fill="${paperInk.text}"/></g>`,
  ].join('');
}

/** 1, 2 or 5 times a power of ten, at most so much; not below a tenth of a µm. */
function roundLength(most: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(most, 0.1)));
  const times = [5, 2, 1].find((factor) => factor * power <= Math.max(most, 0.1)) ?? 1;
  return Number((times * power).toPrecision(1));
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
