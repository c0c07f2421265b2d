import type { Outline } from '#shared/domain/tray.ts';
import { outlineArea } from '#shared/trays/outline.ts';
import { withinPicture } from '#shared/trays/outline-box.ts';
import type { AnnotatedPicture } from './annotations.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** So many pixels an outline may reach out of its picture, and is drawn to its edge. */
const slack = 2;

/** In square pixels: what is smaller is a line or a point. */
const smallest = 0.01;

/**
 * An outline in pixels of the picture as it is.
 *
 * @param said the size that the annotations give it. @returns why it cannot be, as the end of a sentence about the thing.
 */
export function outlineInPixels(
  outline: Outline,
  unit: AnnotatedPicture['unit'],
  { said, is }: { readonly said: Size | null; readonly is: Size },
): Outline | string {
  if (said !== null && (said.width !== is.width || said.height !== is.height))
    return `its picture has ${is.width} x ${is.height} pixels, and the annotations are for ${said.width} x ${said.height}`;
  const pixels = unit === 'pixel' ? outline : outline.map(([x, y]) => [x * is.width, y * is.height] as const);
  const isOut = pixels.some(
    ([x, y]) => x < -slack || y < -slack || x > is.width + slack || y > is.height + slack,
  );
  if (isOut) return `it lies outside of its picture of ${is.width} x ${is.height} pixels`;
  const within = withinPicture(pixels, is);
  return outlineArea(within) < smallest ? 'it has no area' : within;
}
