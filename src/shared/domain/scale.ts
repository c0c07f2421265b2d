/** A point of a photo, in its own pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A straight line drawn on a photo. */
export interface Line {
  readonly from: Point;
  readonly to: Point;
}

/** Lines that are shorter on the screen are a slip of the hand. */
const shortestLine = 8;

/** Length in pixels. */
export function lineLength({ from, to }: Line): number {
  return Math.hypot(to.x - from.x, to.y - from.y);
}

/** @param zoom pixels of the screen for one of the photo's. */
export function isLongEnough(line: Line, zoom: number): boolean {
  return lineLength(line) * zoom >= shortestLine;
}

/** Length in µm. @param umPerPixel the photo's scale. */
export function measuredLength(line: Line, umPerPixel: number): number {
  return lineLength(line) * umPerPixel;
}

/**
 * The scale of a photo on which a line of known length was drawn (on a ruler or a stage micrometer).
 *
 * @param lengthUm true length in µm. @returns µm per pixel.
 */
export function scaleOf(line: Line, lengthUm: number): number {
  return lengthUm / lineLength(line);
}
