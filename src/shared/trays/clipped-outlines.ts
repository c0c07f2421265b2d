import { Clipper, EndType, FillRule, JoinType, type PathD, type PathsD } from 'clipper2-ts';
import type { Outline } from '../domain/tray.ts';
import { feretOf, outlineArea } from './outline.ts';

/** Decimals of a pixel that are reckoned with. */
const decimals = 4;
/** Half of the slit that a cut makes, in pixels; outlines are kept to 0.01. */
const slit = 0.001;
/** What is smaller is no thing, in square pixels. */
const leastArea = 1;
/** A corner that lies so near the line through its neighbours is left out, in pixels. */
const straight = 0.01;

/** From where to where a person cut. */
export type CutLine = readonly [x1: number, y1: number, x2: number, y2: number];

/**
 * Cuts an outline along a line.
 *
 * @returns the parts, the largest first; fewer than two where the line does not lead through it from side to side.
 */
export function cutOutline(outline: Outline, [x1, y1, x2, y2]: CutLine): [number, number][][] {
  const length = Math.hypot(x2 - x1, y2 - y1);
  if (length === 0) return [];
  const [ax, ay] = [(-(y2 - y1) / length) * slit, ((x2 - x1) / length) * slit];
  const knife: [number, number][] = [
    [x1 + ax, y1 + ay],
    [x2 + ax, y2 + ay],
    [x2 - ax, y2 - ay],
    [x1 - ax, y1 - ay],
  ];
  return outsides(Clipper.differenceD([path(outline)], [path(knife)], FillRule.NonZero, decimals));
}

/**
 * Joins outlines into one. Where they lie apart, the gaps are closed as far as a disc of the gap's width would (morphological closing):
 * what is wider stays as it is. Holes are filled.
 *
 * @param widest gap that may be closed, in pixels.
 * @returns undefined where they lie further apart.
 */
export function joinedOutlines(outlines: readonly Outline[], widest: number): [number, number][] | undefined {
  const paths = outlines.map(path);
  for (const gap of [0, ...gapsUpTo(widest)]) {
    const [whole, ...rest] = outsides(closed(paths, gap));
    if (whole !== undefined && rest.length === 0) return whole;
  }
  return undefined;
}

function gapsUpTo(widest: number): number[] {
  const gaps: number[] = [];
  for (let gap = 1; gap < widest; gap *= 1.25) gaps.push(gap);
  return [...gaps, widest];
}

/** Grown by more than half of the gap, so that a bridge has a width, and shrunk by as much. */
function closed(paths: PathsD, gap: number): PathsD {
  const whole = Clipper.unionD(paths, [], FillRule.NonZero, decimals);
  if (gap === 0) return whole;
  const bridge = (by: PathsD, delta: number): PathsD =>
    Clipper.inflatePathsD(by, delta, JoinType.Round, EndType.Polygon, 2, decimals, 0.02);
  const grown = bridge(whole, 0.6 * gap);
  return Clipper.unionD([...whole, ...bridge(grown, -0.6 * gap)], [], FillRule.NonZero, decimals);
}

/** The widest gap between outlines that a person can mean by one thing: half the length of the shortest, in pixels. */
export function widestGap(outlines: readonly Outline[]): number {
  return Math.max(3, Math.min(...outlines.map((outline) => feretOf(outline).max)) / 2);
}

function path(outline: Outline): PathD {
  const points = outline.map(([x, y]) => ({ x, y }));
  return Clipper.isPositiveD(points) ? points : points.reverse();
}

/** Outlines that run around something, not around a hole, the largest first. */
function outsides(paths: PathsD): [number, number][][] {
  return paths
    .filter((one) => Clipper.isPositiveD(one))
    .map((one) => Clipper.simplifyPathD(one, straight, true).map(({ x, y }): [number, number] => [x, y]))
    .filter((outline) => outline.length >= 3 && outlineArea(outline) >= leastArea)
    .toSorted((a, b) => outlineArea(b) - outlineArea(a));
}
