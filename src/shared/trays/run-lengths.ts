import { z } from 'zod';
import type { Outline } from '../domain/tray.ts';
import { outlineArea } from './outline.ts';

/*
 * Masks of COCO: how many pixels are outside, inside, outside …, column by column. Programs write them as numbers, or as text
 * (pycocotools, rleFrString: five bits a letter from `0` on, the sixth says that more follow, and from the third number on what
 * is written is the difference to the number before the last).
 */
export const runLengthsSchema = z.object({
  /** Height and width. */
  size: z.tuple([z.int().min(1).max(100_000), z.int().min(1).max(100_000)]),
  counts: z.union([z.array(z.int().min(0)).max(10_000_000), z.string().max(50_000_000)]),
});
export type RunLengths = z.infer<typeof runLengthsSchema>;

/** A mask of more pixels is not opened. */
const mostPixels = 150_000_000;

/** An outline may have so many corners. */
const mostCorners = 20_000;

/**
 * The outline of the largest part of a mask, along the sides of its pixels, so that its area is that of the pixels. Holes are
 * filled.
 *
 * @returns why there is none, as the end of a sentence that begins with the mask's thing.
 */
export function outlineOfMask({ size: [height, width], counts }: RunLengths): Outline | string {
  if (height * width > mostPixels) return 'its mask is too large';
  const runs = typeof counts === 'string' ? runsIn(counts) : counts;
  if (runs === undefined) return 'its mask cannot be read';
  const mask = new Uint8Array(height * width);
  let at = 0;
  for (const [index, run] of runs.entries()) {
    if (run < 0 || at + run > mask.length) return 'its mask has more pixels than its picture';
    if (index % 2 === 1) mask.fill(1, at, at + run);
    at += run;
  }
  const outline = largestOutline(mask, height);
  if (outline === undefined) return 'its mask is empty';
  return outline.length > mostCorners
    ? `its mask has an outline of more than ${mostCorners} corners`
    : outline;
}

function runsIn(text: string): number[] | undefined {
  const runs: number[] = [];
  let at = 0;
  while (at < text.length) {
    let value = 0;
    let shift = 0;
    for (;;) {
      const letter = text.charCodeAt(at) - 48;
      if (Number.isNaN(letter) || letter < 0 || letter > 63 || shift > 30) return undefined;
      at += 1;
      value |= (letter & 0x1f) << shift;
      shift += 5;
      if ((letter & 0x20) !== 0) continue;
      if ((letter & 0x10) !== 0 && shift < 32) value |= -1 << shift;
      break;
    }
    runs.push(runs.length > 2 ? value + (runs.at(-2) ?? 0) : value);
  }
  return runs;
}

/** Right, down, left, up. */
const steps = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;

/** @param mask column by column, as the runs are. */
function largestOutline(mask: Uint8Array, height: number): Outline | undefined {
  const isIn = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && y < height && mask[x * height + y] === 1;
  /** Upper sides of pixels that an outline has been along. */
  const seen = new Uint8Array(mask.length);
  let largest: Outline | undefined;
  let most = 0;
  for (let at = mask.indexOf(1); at !== -1; at = mask.indexOf(1, at + 1)) {
    const [x, y] = [Math.floor(at / height), at % height];
    if (seen[at] === 1 || isIn(x, y - 1)) continue;
    const outline = outlineFrom([x, y], isIn, (px, py) => void (seen[px * height + py] = 1));
    const area = outlineArea(outline);
    if (area > most) [largest, most] = [outline, area];
  }
  return largest;
}

/** Walks along the sides of pixels with the inside on the right hand. @param start a pixel with nothing above it. */
function outlineFrom(
  start: readonly [number, number],
  isIn: (x: number, y: number) => boolean,
  see: (x: number, y: number) => void,
): [number, number][] {
  const corners: [number, number][] = [];
  let [x, y] = start;
  let heading = 0;
  do {
    if (heading === 0) see(x, y);
    const [dx, dy] = steps[heading] ?? steps[0];
    [x, y] = [x + dx, y + dy];
    // The pixels ahead, on the left and on the right hand of the way.
    const left = isIn(x + (dx + dy - 1) / 2, y + (dy - dx - 1) / 2);
    const right = isIn(x + (dx - dy - 1) / 2, y + (dx + dy - 1) / 2);
    const turn = !right ? 1 : left ? 3 : 0;
    if (turn !== 0) corners.push([x, y]);
    heading = (heading + turn) % 4;
  } while (x !== start[0] || y !== start[1] || heading !== 0);
  return corners;
}
