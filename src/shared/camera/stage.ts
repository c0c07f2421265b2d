import { rgbLuma } from './luma.ts';

/** Cells a side that a picture is summed up in: a fragment covers several, a pixel's noise vanishes in one. */
export const printSide = 48;
/** Difference of a cell's brightness, of 255, that noise and compression do not make. */
const leastDifference = 8;
/** Share of the cells that may differ on an empty stage: dust, a fibre's end, a moved scratch. */
const mostChanged = 0.004;

/** A picture of the stage, summed up: the mean brightness of each cell, row by row, 0..255. */
export type StagePrint = Float32Array<ArrayBuffer>;

/** @param rgb three interleaved bytes per pixel, row by row. */
export function stagePrint({
  rgb,
  width,
  height,
}: {
  rgb: Uint8Array;
  width: number;
  height: number;
}): StagePrint {
  const sums = new Float64Array(printSide * printSide);
  const counts = new Uint32Array(printSide * printSide);
  for (let y = 0, at = 0; y < height; y += 1) {
    const row = Math.min(printSide - 1, Math.floor((y * printSide) / height)) * printSide;
    for (let x = 0; x < width; x += 1, at += 3) {
      const cell = row + Math.min(printSide - 1, Math.floor((x * printSide) / width));
      const luma = rgbLuma(rgb[at] ?? 0, rgb[at + 1] ?? 0, rgb[at + 2] ?? 0);
      sums[cell] = (sums[cell] ?? 0) + luma;
      counts[cell] = (counts[cell] ?? 0) + 1;
    }
  }
  return Float32Array.from(sums, (sum, cell) => sum / Math.max(1, counts[cell] ?? 0));
}

/**
 * How much brighter a picture is than that of the empty stage, as a factor: a camera that sets its exposure by itself makes
 * the whole picture brighter or darker. It is the median of the cells' ratios, which no fragment of less than half the picture
 * moves.
 */
export function commonGain(print: StagePrint, empty: StagePrint): number {
  const ratios = Array.from(print, (value, cell) => value / Math.max(1, empty[cell] ?? 0)).sort(
    (a, b) => a - b,
  );
  return Math.max(0.1, ratios[Math.floor(ratios.length / 2)] ?? 1);
}

/** Share of the cells, 0..1, that are not as they were on the empty stage, the common gain taken out. */
export function changedShare(print: StagePrint, empty: StagePrint): number {
  const gain = commonGain(print, empty);
  const changed = print.filter(
    (value, cell) => Math.abs(value / gain - (empty[cell] ?? 0)) > leastDifference,
  );
  return changed.length / print.length;
}

/** Whether a picture shows the empty stage again. */
export function isEmptyStage(print: StagePrint, empty: StagePrint): boolean {
  return changedShare(print, empty) <= mostChanged;
}
