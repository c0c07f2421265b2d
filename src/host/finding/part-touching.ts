import type { Cv } from './opencv.ts';
import { withMats } from './opencv.ts';

/** A patch on its own: 1 where it is, with one empty pixel around it. */
export interface Patch {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export interface Depths {
  /** Distance of each pixel of a patch from its border, holes filled. */
  readonly depth: Float32Array;
  readonly deepest: number;
}

/** Deeper than so much of a patch's deepest place lie the cores of its things (after Poly-X). */
const coreShare = 0.8;
/** In pixels; thinner patches are not parted, since their cores are the grid's. */
const leastDepth = 5;
/** So many pixels deeper than a core's border its deepest place is; less is the grid's. */
const leastRise = 0.5;

/** How deep in a patch each of its pixels lies. Holes are filled first: a highlight parts nothing. */
export function depthsOf(cv: Cv, { width, height, data }: Patch): Depths {
  return withMats((keep) => {
    const filled = keep(new cv.Mat(height, width, cv.CV_8UC1));
    filled.data.set(data);
    // What the empty rim reaches is outside; the rest is the patch and its holes.
    const [outside, seed] = [2, new cv.Point(0, 0)];
    cv.floodFill(filled, keep(new cv.Mat()), seed, new cv.Scalar(outside));
    filled.data.set(filled.data.map((value) => (value === outside ? 0 : 255)));
    const depth = keep(new cv.Mat());
    cv.distanceTransform(filled, depth, cv.DIST_L2, cv.DIST_MASK_PRECISE);
    const copy = depth.data32F.slice();
    return { depth: copy, deepest: copy.reduce((most, value) => Math.max(most, value), 0) };
  });
}

/**
 * Parts a patch into things that touch: its places deeper than 0.8 of the deepest are cores, and each pixel belongs to the core
 * that it is reached from going down (Meyer's flooding, 1991). Discs are parted up to an overlap of 35 %; bars, arcs and
 * angles stay whole.
 *
 * @returns per pixel the number of its part from 1, 0 outside; and how many there are.
 */
export function partTouching(
  cv: Cv,
  { width, height, data }: Patch,
  { depth, deepest }: Depths,
): { readonly parts: Int32Array; readonly count: number } {
  const whole = { parts: Int32Array.from(data), count: 1 };
  if (deepest < leastDepth) return whole;
  return withMats((keep) => {
    const cores = keep(new cv.Mat(height, width, cv.CV_8UC1));
    cores.data.set(depth.map((value) => (value > coreShare * deepest ? 1 : 0)));
    const labels = keep(new cv.Mat());
    cv.connectedComponents(cores, labels);
    const { parts, count } = strongCores(labels.data32S, depth, coreShare * deepest + leastRise);
    if (count < 2) return whole;
    flood(parts, { width, data, depth });
    return { parts, count };
  });
}

/** Cores that are deeper somewhere than this, numbered from 1. */
function strongCores(
  labels: Int32Array,
  depth: Float32Array,
  least: number,
): { parts: Int32Array; count: number } {
  const numbers = new Map<number, number>();
  labels.forEach((label, at) => {
    if (label > 0 && !numbers.has(label) && (depth[at] ?? 0) > least) numbers.set(label, numbers.size + 1);
  });
  return { parts: labels.map((label) => numbers.get(label) ?? 0), count: numbers.size };
}

/** Gives each pixel of a patch, the deepest first, the part of its deepest neighbour that has one. */
function flood(
  parts: Int32Array,
  { width, data, depth }: { width: number; data: Uint8Array; depth: Float32Array },
): void {
  const near = [-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1];
  // Cores reach into filled holes; the patch does not.
  const order = Array.from(data.keys()).filter((at) => data[at] === 1 && parts[at] === 0);
  let waiting = order.sort((a, b) => (depth[b] ?? 0) - (depth[a] ?? 0));
  for (;;) {
    const left = waiting.filter((at) => {
      let deepest = -1;
      for (const step of near) {
        const part = parts[at + step] ?? 0;
        const value = depth[at + step] ?? 0;
        if (part === 0 || value <= deepest) continue;
        deepest = value;
        parts[at] = part;
      }
      return deepest < 0;
    });
    if (left.length === waiting.length) break;
    waiting = left;
  }
  parts.forEach((_, at) => {
    if (data[at] === 0) parts[at] = 0;
  });
}
