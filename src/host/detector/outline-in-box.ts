import { contours } from 'd3-contour';
import { type Box, overlapOf } from '#shared/trays/box.ts';
import { boundsOf, middleOf } from '#shared/trays/bounds.ts';
import { keptOutline } from '#shared/trays/measure-outline.ts';
import { outlineArea } from '#shared/trays/outline.ts';
import type { Pixels } from '#host/imaging/preprocess.ts';

/** The line around what lies in a box. */
export interface BoxedOutline {
  readonly outline: [number, number][];
  /** `edge`: where the picture has one; `ellipse`: the box's own, since the picture shows no edge that fits the box. */
  readonly by: 'edge' | 'ellipse';
}

/** So much around a box is looked at: its ground, of its larger side. */
const around = 0.4;
const leastAround = 4;
/** What is further from the box, of its larger side, belongs to something else. */
const belongs = 0.15;
/** Of the way from the ground to the thing: half is where the edge of a blurred thing is; others where half does not fit the box. */
const levels = [0.5, 0.4, 0.6, 0.3] as const;
/** A thing stands out from its ground by so much at least, of 255, and by so many times the ground's own unrest. */
const leastContrast = 8;
const leastOverUnrest = 2;
/** An edge that fits its box overlaps it by so much. */
const fits = 0.5;
const ellipseCorners = 32;

/**
 * Makes an outline of a box: the edge of what differs from the ground around the box, half way between both, between the pixels
 * (marching squares).
 *
 * @param box in pixels of the picture.
 */
export function outlineInBox(picture: Pixels, box: Box): BoxedOutline {
  const part = partAround(picture, box);
  const { ground, thing, unrest } = heightsOf(part);
  if (thing - ground >= Math.max(leastContrast, leastOverUnrest * unrest)) {
    const near = onlyNear(part);
    for (const share of levels) {
      const outline = largestRing(near, ground + share * (thing - ground));
      if (outline === undefined) continue;
      const placed = outline.map(([x, y]) => [x + part.left, y + part.top] as const);
      if (overlapOf(boundsOf(placed), box) >= fits) return { outline: keptOutline(placed), by: 'edge' };
    }
  }
  return { outline: keptOutline(ellipseIn(box)), by: 'ellipse' };
}

/** A window of a picture around a box, as distances from the ground: 0..255. */
interface Part {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly field: Float32Array;
  /** The box, in pixels of the window. */
  readonly box: Box;
}

function partAround({ data, width: across, height: down }: Pixels, box: Box): Part {
  const margin = Math.max(leastAround, around * Math.max(box.width, box.height));
  const left = clamped(Math.floor(box.x - margin), across - 1);
  const top = clamped(Math.floor(box.y - margin), down - 1);
  const width = Math.max(1, clamped(Math.ceil(box.x + box.width + margin), across) - left);
  const height = Math.max(1, clamped(Math.ceil(box.y + box.height + margin), down) - top);
  const own = { ...box, x: box.x - left, y: box.y - top };
  const field = new Float32Array(width * height);
  for (let channel = 0; channel < 3; channel += 1) {
    const plane = Float32Array.from(field, (_, at) => {
      const [x, y] = [left + (at % width), top + Math.floor(at / width)];
      return data[3 * (y * across + x) + channel] ?? 0;
    });
    const ground = shareOf(plane, width, 0.5, (x, y) => !isIn(own, x, y));
    for (let at = 0; at < field.length; at += 1)
      field[at] = Math.max(field[at] ?? 0, Math.abs((plane[at] ?? 0) - ground));
  }
  return { left, top, width, height, field: smoothed(field, width, height), box: own };
}

function clamped(value: number, most: number): number {
  return Math.min(Math.max(0, most), Math.max(0, value));
}

/** Whether the middle of a pixel lies in a box. */
function isIn({ x, y, width, height }: Box, u: number, v: number): boolean {
  return u + 0.5 >= x && v + 0.5 >= y && u + 0.5 < x + width && v + 0.5 < y + height;
}

function smoothed(field: Float32Array, width: number, height: number): Float32Array {
  return field.map((_, at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    let [sum, count] = [0, 0];
    for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v += 1)
      for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u += 1) {
        sum += field[v * width + u] ?? 0;
        count += 1;
      }
    return sum / count;
  });
}

/** How far the ground around a box, and the thing in it, are from the ground's colour; and the ground's own unrest. */
function heightsOf({ field, width, box }: Part): { ground: number; thing: number; unrest: number } {
  const middle = {
    x: box.x + box.width / 4,
    y: box.y + box.height / 4,
    width: Math.max(1, box.width / 2),
    height: Math.max(1, box.height / 2),
  };
  const isOuter = (x: number, y: number): boolean => !isIn(box, x, y);
  const ground = shareOf(field, width, 0.5, isOuter);
  const thing = shareOf(field, width, 0.7, (x, y) => isIn(middle, x, y));
  return { ground, thing, unrest: shareOf(field, width, 0.8, isOuter) - ground };
}

/** The value, to a quarter, that a share of the chosen pixels lies below. @param isChosen by column and row. */
function shareOf(
  values: Float32Array,
  width: number,
  share: number,
  isChosen: (x: number, y: number) => boolean,
): number {
  const histogram = new Uint32Array(1024);
  let count = 0;
  for (let at = 0; at < values.length; at += 1) {
    if (!isChosen(at % width, Math.floor(at / width))) continue;
    const step = Math.min(1023, Math.round(4 * (values[at] ?? 0)));
    histogram[step] = (histogram[step] ?? 0) + 1;
    count += 1;
  }
  let below = 0;
  for (let step = 0; step < histogram.length; step += 1) {
    below += histogram[step] ?? 0;
    if (below >= share * count) return step / 4;
  }
  return 0;
}

/** The same window with nothing in it beyond the box and a little more. */
function onlyNear({ field, width, height, box }: Part): Pick<Part, 'field' | 'width' | 'height' | 'box'> {
  const more = Math.max(2, belongs * Math.max(box.width, box.height));
  const near = {
    x: box.x - more,
    y: box.y - more,
    width: box.width + 2 * more,
    height: box.height + 2 * more,
  };
  const kept = field.map((value, at) => (isIn(near, at % width, Math.floor(at / width)) ? value : 0));
  return { field: kept, width, height, box };
}

/** The line of a level around most of what lies in the middle of a box. */
function largestRing(
  { field, width, height, box }: Pick<Part, 'field' | 'width' | 'height' | 'box'>,
  level: number,
): [number, number][] | undefined {
  const shapes = contours().size([width, height]).smooth(true).contour(Array.from(field), level).coordinates;
  let best: [number, number][] | undefined;
  let most = 0;
  for (const [ring = []] of shapes) {
    const outline = ring.slice(1).map(([x = 0, y = 0]): [number, number] => [x, y]);
    if (outline.length < 3) continue;
    const [x, y] = middleOf(boundsOf(outline));
    const isOwn = x > box.x && y > box.y && x < box.x + box.width && y < box.y + box.height;
    const area = outlineArea(outline);
    if (isOwn && area > most) [best, most] = [outline, area];
  }
  return best;
}

function ellipseIn(box: Box): [number, number][] {
  const [x, y] = middleOf(box);
  return Array.from({ length: ellipseCorners }, (_, index) => {
    const angle = (2 * Math.PI * index) / ellipseCorners;
    return [x + (box.width / 2) * Math.cos(angle), y + (box.height / 2) * Math.sin(angle)];
  });
}
