import type { Outline } from '#shared/domain/tray.ts';
import type { Random } from '#shared/learning/random.ts';
import { type Crossing, type Grey, type Sense, crossingsOf, noiseOf, slopesAlong } from './edge-profile.ts';
import { type Ellipse, distanceTo, edgeAt, fittedEllipse, groupsNear } from './ellipse.ts';

type Point = Outline[number];

/** Directions in which an edge is looked for. */
export const directions = 720;
/** A point further from the ellipse, in pixels, is none of its edge. */
const inlier = 1.5;
/** A crossing counts that is steeper than the noise so many times, and than so many levels per pixel. */
const aboveNoise = 4;
const leastSlope = 0.6;
/** An edge that is seen in fewer directions is not measured closer. */
const hopeless = 150;
/** The noise is that of lines so many pixels to both sides, which are ground for the most part. */
const noiseReach = 10;

/** About where a round edge is; all round it gets lighter outwards (1), or darker (-1): a wall's inside and outside are never mixed. */
interface NearEdge {
  readonly ellipse: Ellipse;
  readonly sense: Sense;
}

/** A round edge that was measured. */
export interface RoundEdge extends NearEdge {
  /** In how many of {@link directions} it was seen. */
  readonly seen: number;
  /** The widest part of the round in which it was not, in degrees. */
  readonly gap: number;
  /** Root of the mean square of the points' distances from the ellipse, in pixels. */
  readonly residual: number;
  /** Mean steepness of its points, in levels per pixel. */
  readonly slope: number;
}

/** How large an edge may be that is looked for: half axes, in pixels. */
export interface SizeLimits {
  readonly least: number;
  readonly most: number;
}

interface Candidate {
  readonly ray: number;
  readonly point: Point;
  readonly weight: number;
}

/** Rays of the first look. */
const rays = 360;
const mostPerRay = 3;
const draws = 500;
/** Draws after the last better one that end the search where an edge is seen all round. */
const idleDraws = 60;
const allRound = 0.6 * rays;
/** In the first look, in pixels of its picture. */
const coarseInlier = 1.2;
/** What was seen on fewer rays is not worth a second look. */
const leastRays = 100;
const leastAxisRatio = 0.6;
/** The middle of an edge is within so much of its half axis from where it was looked for. */
const offMiddle = 0.5;

/**
 * Round edges around a place: ellipses through five edge points at a time, drawn at random, of which the one stays that most rays
 * agree with (Fischler and Bolles 1981); then again without its points.
 *
 * @param most of each sense; they come in the order of how many rays saw them.
 */
export function roundEdgesAround(
  grey: Grey,
  middle: Point,
  limits: SizeLimits,
  random: Random,
  most: number,
): NearEdge[] {
  const lines = linesAround(grey, middle, limits);
  const floor = floorOf(lines);
  return ([-1, 1] as const).flatMap((sense) => {
    const found: NearEdge[] = [];
    let candidates = candidatesOn(lines, floor, sense);
    while (found.length < most) {
      const best = bestEllipse(candidates, middle, limits, random);
      if (best === undefined) break;
      found.push({ ellipse: best, sense });
      candidates = candidates.filter(({ point }) => Math.abs(distanceTo(best, point)) > 2 * coarseInlier);
    }
    return found;
  });
}

/** A line that an edge may cross, from `from` on in the direction `out`. */
interface Line {
  readonly from: Point;
  readonly out: Point;
  readonly slopes: Float32Array;
}

/** How steep a crossing is at least on lines that are ground for the most part. */
export function floorOf(lines: readonly Line[]): number {
  return Math.max(leastSlope, aboveNoise * noiseOf(lines.map(({ slopes }) => slopes)));
}

function linesAround(grey: Grey, middle: Point, { least, most }: SizeLimits): Line[] {
  // An ellipse off the middle is nearer on one side and further on the other.
  const [start, end] = [least * (1 - offMiddle), most * (1 + offMiddle)];
  return Array.from({ length: rays }, (_, ray) => {
    const angle = (2 * Math.PI * ray) / rays;
    const out: Point = [Math.cos(angle), Math.sin(angle)];
    const from: Point = [middle[0] + start * out[0], middle[1] + start * out[1]];
    return { from, out, slopes: slopesAlong(grey, from, out, end - start) };
  });
}

function candidatesOn(lines: readonly Line[], floor: number, sense: Sense): Candidate[] {
  return lines.flatMap(({ from, out, slopes }, ray) =>
    crossingsOf(slopes, floor, sense)
      .toSorted((a, b) => Math.abs(b.slope) - Math.abs(a.slope))
      .slice(0, mostPerRay)
      .map(({ at, slope }) => ({
        ray,
        point: [from[0] + at * out[0], from[1] + at * out[1]] as const,
        weight: Math.abs(slope),
      })),
  );
}

function bestEllipse(
  candidates: readonly Candidate[],
  middle: Point,
  limits: SizeLimits,
  random: Random,
): Ellipse | undefined {
  const byRay = Map.groupBy(candidates, ({ ray }) => ray);
  const known = [...byRay.keys()].toSorted((a, b) => a - b);
  if (known.length < leastRays) return undefined;
  const places = {
    xs: Float64Array.from(candidates, ({ point }) => point[0]),
    ys: Float64Array.from(candidates, ({ point }) => point[1]),
    groups: Int32Array.from(candidates, ({ ray }) => ray),
  };
  let best: { readonly ellipse: Ellipse; readonly seen: number } | undefined;
  const consider = (points: readonly Point[], rounds: number): void => {
    const ellipse = fittedEllipse(points, { middle, size: limits.most }, rounds);
    if (ellipse === undefined || !fits(ellipse, middle, limits)) return;
    const seen = groupsNear(ellipse, places, coarseInlier);
    if (seen <= (best?.seen ?? leastRays - 1)) return;
    best = { ellipse, seen };
    idle = 0;
  };
  let idle = 0;
  for (let draw = 0; draw < draws; draw += 1) {
    idle += 1;
    if (idle > idleDraws && (best?.seen ?? 0) > allRound) break;
    const turn = random.next();
    const points = Array.from({ length: 5 }, (_, index) => {
      const part = (index + turn + 0.6 * random.next()) / 5;
      const ray = known[Math.floor(part * known.length) % known.length] ?? 0;
      return pick(byRay.get(ray) ?? [], random);
    });
    consider(points, 1);
  }
  for (let round = 0; round < 3 && best !== undefined; round += 1)
    consider(
      onEllipse(candidates, best.ellipse).map(({ point }) => point),
      2,
    );
  return best?.ellipse;
}

/** One of a ray's candidates, the steeper the likelier. */
function pick(candidates: readonly Candidate[], random: Random): Point {
  let left = random.next() * candidates.reduce((sum, { weight }) => sum + weight, 0);
  for (const { point, weight } of candidates) {
    left -= weight;
    if (left <= 0) return point;
  }
  return candidates.at(-1)?.point ?? [0, 0];
}

function onEllipse(candidates: readonly Candidate[], ellipse: Ellipse): Candidate[] {
  return candidates.filter(({ point }) => Math.abs(distanceTo(ellipse, point)) <= coarseInlier);
}

function fits({ x, y, rx, ry }: Ellipse, [mx, my]: Point, { least, most }: SizeLimits): boolean {
  return (
    rx <= most && ry >= least && ry / rx >= leastAxisRatio && Math.hypot(x - mx, y - my) <= offMiddle * ry
  );
}

/**
 * Measures the edge that an ellipse is near to, to a fraction of a pixel: in each of {@link directions} the steepest place along the
 * line straight across the edge that is nearest to the ellipse; the ellipse is fitted anew to what is near it, and so on.
 *
 * @param within how far from the ellipse the edge may be, in pixels.
 * @returns undefined where there is none.
 */
export function measuredEdge(grey: Grey, near: NearEdge, within: number): RoundEdge | undefined {
  let edge: RoundEdge | undefined;
  let { ellipse } = near;
  const around = Math.max(noiseReach, within);
  const floor = floorOf(linesAcross(grey, ellipse, -around - 1, around + 1));
  for (const reach of [within, Math.max(3, within / 2), 3, 3]) {
    const points = edgePoints(grey, { ellipse, sense: near.sense }, reach, floor);
    edge = fittedEdge(points, { ellipse, sense: near.sense });
    if (edge === undefined) return undefined;
    if (edge.seen < hopeless) break;
    ({ ellipse } = edge);
  }
  return edge;
}

interface EdgePoint extends Crossing {
  readonly direction: number;
  readonly point: Point;
}

/** Lines straight across an ellipse, one in each of {@link directions}, from `start` to `end` pixels out of it (below 0: within). */
export function linesAcross(grey: Grey, ellipse: Ellipse, start: number, end: number): Line[] {
  return Array.from({ length: directions }, (_, direction) => {
    const { at, out } = edgeAt(ellipse, (2 * Math.PI * direction) / directions);
    const from: Point = [at[0] + start * out[0], at[1] + start * out[1]];
    return { from, out, slopes: slopesAlong(grey, from, out, end - start) };
  });
}

function edgePoints(grey: Grey, { ellipse, sense }: NearEdge, reach: number, floor: number): EdgePoint[] {
  return linesAcross(grey, ellipse, -reach - 1, reach + 1).flatMap(({ from, out, slopes }, direction) => {
    const crossings = crossingsOf(slopes, floor, sense);
    const steepest = Math.max(0, ...crossings.map(({ slope }) => Math.abs(slope)));
    const nearest = crossings
      .filter(({ slope }) => Math.abs(slope) >= 0.4 * steepest)
      .toSorted((a, b) => Math.abs(a.at - reach - 1) - Math.abs(b.at - reach - 1))[0];
    if (nearest === undefined) return [];
    const { at } = nearest;
    return [{ ...nearest, direction, point: [from[0] + at * out[0], from[1] + at * out[1]] as const }];
  });
}

function fittedEdge(points: readonly EdgePoint[], near: NearEdge): RoundEdge | undefined {
  let { ellipse } = near;
  let kept = points;
  for (let round = 0; round < 4; round += 1) {
    if (kept.length < 60) return undefined;
    const fitted = fittedEllipse(
      kept.map(({ point }) => point),
      { middle: [ellipse.x, ellipse.y], size: ellipse.rx },
    );
    if (fitted === undefined) return undefined;
    ellipse = fitted;
    const distances = points.map(({ point }) => Math.abs(distanceTo(fitted, point)));
    const middle = distances.toSorted((a, b) => a - b)[distances.length >> 1] ?? 0;
    // The first fits may still be off.
    const limit = round < 2 ? Math.max(inlier, 2 * middle) : inlier;
    kept = points.filter((_, index) => (distances[index] ?? Infinity) <= limit);
  }
  const squares = kept.map(({ point }) => distanceTo(ellipse, point) ** 2);
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  return {
    ellipse,
    sense: near.sense,
    seen: kept.length,
    gap: widestGap(kept.map(({ direction }) => direction)),
    residual: Math.sqrt(mean(squares)),
    slope: mean(kept.map(({ slope }) => Math.abs(slope))),
  };
}

/** @param seen ascending. @returns degrees. */
function widestGap(seen: readonly number[]): number {
  const first = seen[0];
  if (first === undefined) return 360;
  const steps = seen.map((direction, index) => (seen[index + 1] ?? first + directions) - direction);
  return ((Math.max(...steps) - 1) * 360) / directions;
}
