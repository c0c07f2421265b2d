import type { Point } from '#shared/domain/scale.ts';

/** Width and height, of a photo as it is seen (turned) in its own pixels, or of a stage in pixels of the screen. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * What of a photo is looked at, and how large. Places are shares of the photo's sides, so that two photos of different size can
 * be looked at in the same way.
 *
 * Written here rather than taken from a library: it is three numbers that a ruler, a loupe, two photos and the keys share, while
 * d3-zoom, panzoom and OpenSeadragon own the element and its events, and would have to be asked and told at each of these.
 */
export interface Look {
  /** Pixels of the screen for one of the photo's; null: as many as show the whole photo. */
  readonly zoom: number | null;
  /** What is in the middle of the stage, 0..1 from the left and from the top. */
  readonly x: number;
  readonly y: number;
}

export const wholePhoto: Look = { zoom: null, x: 0.5, y: 0.5 };

/** Larger, and a pixel is a tile of which few fit on the screen. */
const largest = 32;

/** Pixels of the screen for one of the photo's with which all of it is seen. */
export function wholeZoom(photo: Size, stage: Size): number {
  return Math.min(stage.width / photo.width, stage.height / photo.height);
}

export function zoomOf({ zoom }: Look, photo: Size, stage: Size): number {
  return zoom ?? wholeZoom(photo, stage);
}

/**
 * Looks closer, or less close, with the same point of the photo under the pointer.
 *
 * @param zoom what it shall be; where less would leave room around the photo, the whole of it is shown.
 * @param at pixels of the screen from the middle of the stage.
 */
export function zoomedAbout(look: Look, zoom: number, at: Point, photo: Size, stage: Size): Look {
  const whole = wholeZoom(photo, stage);
  if (zoom <= whole) return wholePhoto;
  const before = zoomOf(look, photo, stage);
  const after = Math.min(zoom, Math.max(largest, whole));
  const moved = {
    zoom: after,
    x: look.x + (at.x / before - at.x / after) / photo.width,
    y: look.y + (at.y / before - at.y / after) / photo.height,
  };
  return kept(moved, photo, stage);
}

/** Moves the photo under the stage. @param by pixels of the screen; to the right is more. */
export function panned(look: Look, by: Point, photo: Size, stage: Size): Look {
  const zoom = zoomOf(look, photo, stage);
  return kept(
    { ...look, x: look.x - by.x / zoom / photo.width, y: look.y - by.y / zoom / photo.height },
    photo,
    stage,
  );
}

/**
 * The part of the photo's plane that the stage shows, in the photo's pixels. It has the stage's shape. At 1:1 (and
 * 2:1 …) it begins at a whole pixel of the screen: a stage of odd width would show every pixel of the photo as halves of two.
 */
export function partOf(look: Look, photo: Size, stage: Size): Point & Size {
  const zoom = zoomOf(look, photo, stage);
  const { x, y } = kept(look, photo, stage);
  const width = stage.width / zoom;
  const height = stage.height / zoom;
  const onPixel = (start: number): number =>
    Number.isInteger(zoom) ? Math.round(start * zoom) / zoom : start;
  return {
    x: onPixel(x * photo.width - width / 2),
    y: onPixel(y * photo.height - height / 2),
    width,
    height,
  };
}

/** Without room beside the photo on one side while there is more of it on the other. */
function kept(look: Look, photo: Size, stage: Size): Look {
  const zoom = zoomOf(look, photo, stage);
  return {
    zoom: look.zoom,
    x: within(look.x, stage.width / zoom / photo.width),
    y: within(look.y, stage.height / zoom / photo.height),
  };
}

/** @param seen share of the side that is seen. */
function within(middle: number, seen: number): number {
  return seen >= 1 ? 0.5 : Math.min(1 - seen / 2, Math.max(seen / 2, middle));
}
