import type { Outline } from '../domain/tray.ts';
import { outlineOfBox } from './outline-box.ts';

/*
 * A line of YOLO's labels: a class by its place among the names of `data.yaml`, then either a box (its middle and its sides) or
 * the corners of an outline, all as shares of the picture's width and height. A box may have a sixth word, how sure a model was.
 */

/** A thing that a line tells of. @property outline in shares of the picture, 0 to 1. */
export interface YoloThing {
  readonly classIndex: number;
  readonly outline: Outline;
  readonly isBox: boolean;
}

/** Programs round: so far out of the picture a share may lie, and is taken for its edge. */
const slack = 0.001;

/** More corners than an outline may have. */
const mostCorners = 20_000;

const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** Reads a line. @returns why it cannot be, as the end of a sentence that begins with the line; undefined for an empty one. */
export function yoloThing(line: string): YoloThing | string | undefined {
  const [first = '', ...rest] = line.trim().split(/\s+/);
  if (first === '') return undefined;
  if (!/^\d{1,6}$/.test(first)) return `it begins with ${quoted(first)}, which is no number of a class`;
  const odd = rest.find((word) => !number.test(word) || !Number.isFinite(Number(word)));
  if (odd !== undefined) return `${quoted(odd)} is no number`;
  const values = rest.map(Number);
  const classIndex = Number(first);
  if (values.length < 4) return 'it has too few numbers: a box has four, an outline three corners or more';
  if (values.length <= 5) return boxOf(classIndex, values);
  if (values.length % 2 === 1) return 'it has an odd number of numbers, and a corner has two';
  if (values.length > 2 * mostCorners) return `its outline has more than ${mostCorners} corners`;
  if (!values.every(isShare)) return outside;
  const outline = Array.from({ length: values.length / 2 }, (_, at): [number, number] => [
    toShare(values[2 * at] ?? 0),
    toShare(values[2 * at + 1] ?? 0),
  ]);
  return { classIndex, outline, isBox: false };
}

const outside = 'it lies outside of the picture: all numbers have to be from 0 to 1';

function boxOf(classIndex: number, [x = 0, y = 0, width = 0, height = 0]: number[]): YoloThing | string {
  if (![x, y, width, height].every(isShare)) return outside;
  if (width <= 0 || height <= 0) return 'its box has no area';
  const corners = outlineOfBox({ x: x - width / 2, y: y - height / 2, width, height });
  return { classIndex, outline: corners.map(([u, v]) => [toShare(u), toShare(v)]), isBox: true };
}

function isShare(value: number): boolean {
  return value >= -slack && value <= 1 + slack;
}

function toShare(value: number): number {
  return Math.min(Math.max(value, 0), 1);
}

/** A word of a foreign file, as far as a person wants to see it. */
function quoted(word: string): string {
  return JSON.stringify(word.slice(0, 40));
}

/** Writes a line. @param shares of a box or an outline; they are written to a ten-thousandth of a pixel of any picture. */
export function yoloLine(classIndex: number, shares: readonly number[]): string {
  return [classIndex, ...shares.map((share) => String(Number(share.toFixed(9))))].join(' ');
}
