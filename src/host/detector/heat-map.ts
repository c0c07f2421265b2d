import { type FoundBox, type Box, bySureness, withoutOverlaps } from '#shared/trays/box.ts';
import type { FloatTensor } from '#host/onnx/tensor.ts';
import { cellSize } from './feature-network.ts';

/** Channels of a heat map's logits and of its targets, see `heatMapLoss` in training/autodiff/loss.ts. */
export const heatChannels = 5;
export const targetChannels = 6;

/** What a heat map shall say of boxes: [6, height, width] of cells. */
export interface HeatTargets {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** The Gaussian of a centre is that wide, as a share of the box's side; and so many cells at least. */
const spread = 1 / 7;
const leastSpread = 0.6;
/** Places whose Gaussian is as high learn the box too. */
const learnsBox = 0.4;

/** @param boxes in working pixels. @param width in cells. @param height in cells. */
export function heatTargets(boxes: readonly Box[], width: number, height: number): HeatTargets {
  const data = new Float32Array(targetChannels * width * height);
  for (const box of boxes) drawTarget(data, box, width, height);
  return { width, height, data };
}

function drawTarget(data: Float32Array, box: Box, width: number, height: number): void {
  const plane = width * height;
  const [w, h] = [box.width / cellSize, box.height / cellSize];
  const [cx, cy] = [box.x / cellSize + w / 2, box.y / cellSize + h / 2];
  const [column, row] = [clamped(Math.floor(cx), width), clamped(Math.floor(cy), height)];
  const [sx, sy] = [Math.max(leastSpread, w * spread), Math.max(leastSpread, h * spread)];
  const [reachX, reachY] = [Math.ceil(3 * sx), Math.ceil(3 * sy)];
  for (let y = Math.max(0, row - reachY); y <= Math.min(height - 1, row + reachY); y += 1) {
    for (let x = Math.max(0, column - reachX); x <= Math.min(width - 1, column + reachX); x += 1) {
      const at = y * width + x;
      const heat = Math.exp(-((x - column) ** 2) / (2 * sx * sx) - (y - row) ** 2 / (2 * sy * sy));
      if (heat <= (data[at] ?? 0)) continue;
      data[at] = heat;
      if (heat < learnsBox) continue;
      const numbers = [Math.log(w), Math.log(h), cx - x - 0.5, cy - y - 0.5, heat];
      numbers.forEach((value, index) => (data[(index + 1) * plane + at] = value));
    }
  }
}

function clamped(value: number, size: number): number {
  return Math.min(size - 1, Math.max(0, value));
}

/** Peaks lower than this are nothing. */
const leastHeat = 0.02;
/** Of peaks, the surest. */
const mostPeaks = 400;
/** Overlap from which two peaks are one thing. */
const sameThing = 0.4;

/**
 * The boxes that a heat map says: at each place that is hotter than its eight neighbours.
 *
 * @param map logits [1, 5, height, width].
 * @param shown sides of the picture in working pixels; centres beyond are none.
 * @returns in working pixels.
 */
export function boxesInHeat(
  { dims, data }: FloatTensor,
  shown: { width: number; height: number },
): FoundBox[] {
  const [, , height = 0, width = 0] = dims;
  const plane = width * height;
  const found: FoundBox[] = [];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = y * width + x;
      const score = 1 / (1 + Math.exp(-(data[at] ?? 0)));
      if (score < leastHeat || !isPeak(data, x, y, width, height)) continue;
      const number = (channel: number): number => data[channel * plane + at] ?? 0;
      const [w, h] = [number(1), number(2)].map((log) => cellSize * Math.exp(Math.min(6, log))) as [
        number,
        number,
      ];
      const [cx, cy] = [cellSize * (x + 0.5 + number(3)), cellSize * (y + 0.5 + number(4))];
      if (cx < shown.width && cy < shown.height)
        found.push({ x: cx - w / 2, y: cy - h / 2, width: w, height: h, score });
    }
  }
  const surest = bySureness(found).slice(0, mostPeaks);
  return withoutOverlaps(surest, sameThing).map((box) => within(box, shown));
}

function isPeak(heat: Float32Array, x: number, y: number, width: number, height: number): boolean {
  const own = heat[y * width + x] ?? 0;
  for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v += 1)
    for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u += 1)
      if ((heat[v * width + u] ?? 0) > own) return false;
  return true;
}

/** The part of a box that lies in the picture. */
function within(box: FoundBox, { width, height }: { width: number; height: number }): FoundBox {
  const [left, top] = [Math.max(0, box.x), Math.max(0, box.y)];
  const [right, bottom] = [Math.min(width, box.x + box.width), Math.min(height, box.y + box.height)];
  return { ...box, x: left, y: top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
}
