import { rgbLuma } from '../camera/luma.ts';
import type { Outline } from '../domain/tray.ts';
import { measuresOf } from '../review/photo-faults.ts';
import { boundsOf } from './bounds.ts';

/** The brightness of a picture's pixels, row by row. */
export interface Grey {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** The brightness of pixels. @param channels red, green and blue first. */
export function greyOf({
  data,
  width,
  height,
  channels,
}: {
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}): Grey {
  const grey = new Uint8Array(width * height);
  for (let at = 0; at < grey.length; at += 1) {
    const from = at * channels;
    grey[at] = Math.round(rgbLuma(data[from] ?? 0, data[from + 1] ?? 0, data[from + 2] ?? 0));
  }
  return { data: grey, width, height };
}

/** So many pixels around an outline belong to its edge. */
const border = 2;
/** The deviation that counts as 1: what black and white pixels beside each other have, and hardly a picture. */
const most = 255;

/**
 * How sharp a picture is where a thing lies: the deviation of the Laplacian in the outline's bounds, as it is measured of
 * photos, over 255. To be compared among things of one set-up: a pale thing has less than a dark one.
 *
 * @param outline in pixels of the picture.
 * @returns 0..1; null where hardly a pixel of it is in the picture.
 */
export function sharpnessOf({ data, width, height }: Grey, outline: Outline): number | null {
  const bounds = boundsOf(outline);
  const [left, top] = [Math.floor(bounds.x) - border, Math.floor(bounds.y) - border].map((at) =>
    Math.max(0, at),
  ) as [number, number];
  const across = Math.min(width, Math.ceil(bounds.x + bounds.width) + border) - left;
  const down = Math.min(height, Math.ceil(bounds.y + bounds.height) + border) - top;
  if (across < 3 || down < 3) return null;
  const crop = new Uint8Array(across * down);
  for (let row = 0; row < down; row += 1) {
    const start = (top + row) * width + left;
    crop.set(data.subarray(start, start + across), row * across);
  }
  return Math.min(1, Math.sqrt(Math.max(0, measuresOf(crop, across, down).sharpness)) / most);
}
