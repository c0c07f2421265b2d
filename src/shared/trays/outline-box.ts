import type { Outline } from '../domain/tray.ts';
import type { Box } from './box.ts';

/** The upright box around an outline. */
export function boxAround(outline: Outline): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of outline) {
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** A box as an outline, from its corner at the top left with the clock. */
export function outlineOfBox({ x, y, width, height }: Box): [number, number][] {
  return [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ];
}

/** An outline with what reaches out of a picture drawn to its edge. @param size of the picture, in pixels. */
export function withinPicture(
  outline: Outline,
  { width, height }: { readonly width: number; readonly height: number },
): [number, number][] {
  return outline.map(([x, y]) => [clamped(x, width), clamped(y, height)]);
}

function clamped(value: number, most: number): number {
  return Math.min(Math.max(value, 0), most);
}
