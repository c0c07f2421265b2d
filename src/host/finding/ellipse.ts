import type { Outline } from '#shared/domain/tray.ts';
import { solved } from '#shared/learning/linear-system.ts';

type Point = Outline[number];

/** An ellipse in a picture, in pixels; `turn` leads from the x axis to the longer half axis, in radians, y down. */
export interface Ellipse {
  readonly x: number;
  readonly y: number;
  /** Longer half axis. */
  readonly rx: number;
  /** Shorter half axis. */
  readonly ry: number;
  readonly turn: number;
}

/** What a fit starts from: a place inside of the ellipse, and about how large that is. */
interface Guess {
  readonly middle: Point;
  readonly size: number;
}

/** A curve `a u² + b uv + c v² + d u + e v = 1` in places relative to a middle, by a size near the half axes. */
interface Conic extends Guess {
  readonly terms: readonly number[];
}

/**
 * The ellipse nearest to points, which have to lie around `middle`: least squares of Sampson's distance by reweighting
 * (Sampson 1982).
 *
 * @param points five or more; through five it leads exactly.
 * @returns undefined where the points lie on no ellipse.
 */
export function fittedEllipse(
  points: readonly Point[],
  { middle, size }: Guess,
  rounds = 3,
): Ellipse | undefined {
  let weights = points.map(() => 1);
  let terms: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    terms = leastSquares(points, weights, middle, size);
    const conic = { middle, size, terms };
    weights = points.map((point) => 1 / Math.max(1e-6, slopeAt(conic, point) ** 2));
  }
  return ellipseOf({ middle, size, terms });
}

function leastSquares(
  points: readonly Point[],
  weights: readonly number[],
  [mx, my]: Point,
  size: number,
): number[] {
  const matrix = Array.from({ length: 5 }, () => [0, 0, 0, 0, 0]);
  const right = [0, 0, 0, 0, 0];
  points.forEach(([x, y], index) => {
    const [u, v] = [(x - mx) / size, (y - my) / size];
    const row = [u * u, u * v, v * v, u, v];
    const weight = weights[index] ?? 1;
    row.forEach((value, i) => {
      right[i] = (right[i] ?? 0) + weight * value;
      const into = matrix[i] ?? [];
      row.forEach((other, j) => {
        into[j] = (into[j] ?? 0) + weight * value * other;
      });
    });
  });
  return solved(matrix, right);
}

function slopeAt(
  { middle: [mx, my], size, terms: [a = 0, b = 0, c = 0, d = 0, e = 0] }: Conic,
  [x, y]: Point,
): number {
  const [u, v] = [(x - mx) / size, (y - my) / size];
  return Math.hypot(2 * a * u + b * v + d, b * u + 2 * c * v + e);
}

function ellipseOf({ middle, size, terms: [a = 0, b = 0, c = 0, d = 0, e = 0] }: Conic): Ellipse | undefined {
  const determinant = 4 * a * c - b * b;
  if (!(determinant > 0)) return undefined;
  const u = (b * e - 2 * c * d) / determinant;
  const v = (b * d - 2 * a * e) / determinant;
  const level = 1 + a * u * u + b * u * v + c * v * v;
  const mean = (a + c) / 2;
  const spread = Math.hypot((a - c) / 2, b / 2);
  const [flat, steep] = [(mean - spread) / level, (mean + spread) / level];
  if (!(flat > 0 && Number.isFinite(steep))) return undefined;
  return {
    x: middle[0] + u * size,
    y: middle[1] + v * size,
    rx: size / Math.sqrt(flat),
    ry: size / Math.sqrt(steep),
    turn: Math.atan2(-b, c - a) / 2,
  };
}

/**
 * Counts the groups that have a place near an ellipse, fast.
 *
 * @param xs @param ys places. @param groups of each place the group, from 0, ascending. @param limit in pixels.
 */
export function groupsNear(
  { x, y, rx, ry, turn }: Ellipse,
  { xs, ys, groups }: { readonly xs: Float64Array; readonly ys: Float64Array; readonly groups: Int32Array },
  limit: number,
): number {
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  let count = 0;
  let last = -1;
  for (let index = 0; index < xs.length; index += 1) {
    const group = groups[index] ?? 0;
    if (group === last) continue;
    const px = (xs[index] ?? 0) - x;
    const py = (ys[index] ?? 0) - y;
    const u = (px * cos + py * sin) / rx;
    const v = (py * cos - px * sin) / ry;
    const value = u * u + v * v - 1;
    const slope = (u * u) / (rx * rx) + (v * v) / (ry * ry);
    if (value * value > 4 * limit * limit * slope) continue;
    count += 1;
    last = group;
  }
  return count;
}

/** How far a place is out of an ellipse (below 0: within), near its edge; to the first order. */
export function distanceTo({ x, y, rx, ry, turn }: Ellipse, [px, py]: Point): number {
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const u = ((px - x) * cos + (py - y) * sin) / rx;
  const v = (-(px - x) * sin + (py - y) * cos) / ry;
  const slope = Math.hypot(u / rx, v / ry);
  return slope === 0 ? -ry : (u * u + v * v - 1) / (2 * slope);
}

/** A place on an ellipse, and the direction that leads straight out of it there. @param angle of the ellipse's own parameter. */
export function edgeAt(
  { x, y, rx, ry, turn }: Ellipse,
  angle: number,
): { readonly at: Point; readonly out: Point } {
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const [u, v] = [Math.cos(angle), Math.sin(angle)];
  const [nx, ny] = [u / rx, v / ry];
  const length = Math.hypot(nx, ny);
  return {
    at: [x + rx * u * cos - ry * v * sin, y + rx * u * sin + ry * v * cos],
    out: [(nx * cos - ny * sin) / length, (nx * sin + ny * cos) / length],
  };
}

/** Corners on an ellipse, evenly by its parameter. */
export function ellipseOutline(ellipse: Ellipse, corners = 90): [number, number][] {
  return Array.from({ length: corners }, (_, index) => {
    const [x, y] = edgeAt(ellipse, (2 * Math.PI * index) / corners).at;
    return [x, y];
  });
}
