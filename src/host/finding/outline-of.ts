import type { Outline } from '#shared/domain/tray.ts';
import { outlineArea } from '#shared/trays/outline.ts';
import type { Contrast } from './contrast.ts';
import { isoOutline } from './iso-outline.ts';
import type { Cv } from './opencv.ts';

/** One thing in a plane of things: in a box, the pixels with its number; other numbers are other things, 0 is the ground. */
export interface Thing {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly numberAt: (x: number, y: number) => number;
  readonly number: number;
  /** How deep in it a pixel lies, see `depthsOf`. */
  readonly depthAt: (x: number, y: number) => number;
}

/** So many pixels around a thing its edge may run. */
const margin = 3;
/** So deep in a thing nothing of its blurred edge is left. */
const plateauDepth = 2.5;
/** An outline around more than so many times a thing's pixels has run out into the ground. */
const mostGrown = 1.6;

/**
 * Where the edge of a thing runs: half way between its ground and its own contrast, which is where the edge of a blurred thing
 * is; lower where parts of it are fainter, so that they stay in it.
 *
 * @param level the threshold that it was found by.
 * @returns its outline in pixels of the picture; undefined where there is none.
 */
export function outlineOf(cv: Cv, contrast: Contrast, thing: Thing, level: number): Outline | undefined {
  const { sharp, width: across, height: down } = contrast;
  const [left, top] = [Math.max(0, thing.x - margin), Math.max(0, thing.y - margin)];
  const width = Math.min(across, thing.x + thing.width + margin) - left;
  const height = Math.min(down, thing.y + thing.height + margin) - top;
  const data = new Float32Array(width * height);
  const [plateau, all]: [number[], number[]] = [[], []];
  for (let v = 0; v < height; v += 1) {
    for (let u = 0; u < width; u += 1) {
      const [x, y] = [left + u, top + v];
      const number = thing.numberAt(x, y);
      if (number !== 0 && number !== thing.number) continue;
      const value = sharp[y * across + x] ?? 0;
      data[v * width + u] = value;
      if (number === 0) continue;
      all.push(value);
      if (thing.depthAt(x, y) >= plateauDepth) plateau.push(value);
    }
  }
  const at = edgeLevel(plateau, all, level);
  const field = { width, height, data };
  const found = isoOutline(cv, field, at);
  const isKept = found !== undefined && outlineArea(found) <= mostGrown * all.length + 8;
  const outline = isKept ? found : isoOutline(cv, field, level);
  return outline?.map(([x, y]) => [x + left, y + top] as const);
}

function edgeLevel(plateau: readonly number[], all: readonly number[], level: number): number {
  if (plateau.length === 0) return shareOf(all, 0.9) / 2;
  const half = shareOf(plateau, 0.5) / 2;
  return Math.max(Math.min(half, 0.8 * shareOf(plateau, 0.1)), Math.min(half, level));
}

function shareOf(values: readonly number[], share: number): number {
  const sorted = Uint8Array.from(values).sort();
  return sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
}
