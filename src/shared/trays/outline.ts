import type { Outline } from '../domain/tray.ts';

type Point = readonly [x: number, y: number];

/** The same in pixels of another size of its picture. */
export function scaledOutline(outline: Outline, factor: number): [number, number][] {
  return outline.map(([x, y]) => [x * factor, y * factor]);
}

/** Area by the shoelace formula, in square pixels; which way the outline runs does not matter. */
export function outlineArea(outline: Outline): number {
  let twice = 0;
  let [px, py] = outline.at(-1) ?? [0, 0];
  for (const [x, y] of outline) {
    twice += px * y - x * py;
    [px, py] = [x, y];
  }
  return Math.abs(twice) / 2;
}

/** Convex hull without points on its edges (Andrew's monotone chain, 1979), one way round. */
export function convexHull(outline: Outline): Point[] {
  const points = outline.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
  if (points.length < 3) return points;
  return [...half(points), ...half(points.toReversed())];
}

function half(points: readonly Point[]): Point[] {
  const chain: Point[] = [];
  for (const point of points) {
    for (;;) {
      const [a, b] = [chain.at(-2), chain.at(-1)];
      if (a === undefined || b === undefined || cross(a, b, point) > 0) break;
      chain.pop();
    }
    chain.push(point);
  }
  return chain.slice(0, -1);
}

function cross(a: Point, b: Point, c: Point): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

export interface Feret {
  /** Largest and smallest distance of two parallel lines that hold the outline between them, in pixels. */
  readonly max: number;
  readonly min: number;
  /** From where to where the largest runs. */
  readonly line: readonly [x1: number, y1: number, x2: number, y2: number];
}

/** Feret diameters. The smallest has a side of the hull on one of its lines (Shamos 1978). */
export function feretOf(outline: Outline): Feret {
  const hull = convexHull(outline);
  let max = 0;
  let line: Feret['line'] = [0, 0, 0, 0];
  let min = Infinity;
  let before = hull.at(-1) ?? [0, 0];
  for (const point of hull) {
    const side = Math.hypot(point[0] - before[0], point[1] - before[1]);
    let width = 0;
    for (const other of hull) {
      const reach = Math.hypot(other[0] - point[0], other[1] - point[1]);
      if (reach > max) [max, line] = [reach, [point[0], point[1], other[0], other[1]]];
      if (side > 0) width = Math.max(width, Math.abs(cross(before, point, other)) / side);
    }
    if (side > 0) min = Math.min(min, width);
    before = point;
  }
  return { max, min: Number.isFinite(min) ? min : 0, line };
}

/** Area by that of the convex hull, 0..1; 1 for what has no area. */
export function solidityOf(outline: Outline): number {
  const hull = outlineArea(convexHull(outline));
  return hull === 0 ? 1 : Math.min(1, outlineArea(outline) / hull);
}
