import { contours } from 'd3-contour';
import type { Outline } from '#shared/domain/tray.ts';
import { outlineArea } from '#shared/trays/outline.ts';
import type { Cv } from './opencv.ts';
import { withMats } from './opencv.ts';

/** Part of a plane of distances from the ground. */
export interface Field {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** An outline may be left by so many pixels where that spares corners, and by so much of its thing's size. */
const mostLeft = 0.04;
const mostShareLeft = 0.001;

/**
 * The largest closed line at which a field has a level, between the pixels (marching squares), in pixels from the field's corner.
 *
 * @returns undefined where the field is nowhere above the level.
 */
export function isoOutline(cv: Cv, { width, height, data }: Field, level: number): Outline | undefined {
  const shapes = contours().size([width, height]).smooth(true).contour(Array.from(data), level).coordinates;
  let best: Outline | undefined;
  let most = 0;
  for (const [ring = []] of shapes) {
    const outline = ring.slice(1).map(([x = 0, y = 0]) => [x, y] as const);
    const area = outlineArea(outline);
    if (area > most) [best, most] = [outline, area];
  }
  return best && sparse(cv, best, Math.min(mostLeft, mostShareLeft * Math.sqrt(most)));
}

/** The same line with fewer corners, nowhere further away than this. */
function sparse(cv: Cv, outline: Outline, distance: number): Outline {
  return withMats((keep) => {
    const line = keep(cv.matFromArray(outline.length, 1, cv.CV_32FC2, outline.flat()));
    const fewer = keep(new cv.Mat());
    cv.approxPolyDP(line, fewer, distance, true);
    const kept: [number, number][] = [];
    for (let at = 0; at + 1 < fewer.data32F.length; at += 2)
      kept.push([fewer.data32F[at] ?? 0, fewer.data32F[at + 1] ?? 0]);
    return kept.length < 3 ? outline : kept;
  });
}
