import { readFileSync } from 'node:fs';
import type { Outline } from '#shared/domain/tray.ts';
import { type Box, overlapOf } from '#shared/trays/box.ts';
import { boundsOf } from '#shared/trays/bounds.ts';
import { greyOf, sharpnessOf } from '#shared/trays/sharpness.ts';
import { withPhoto } from '#host/imaging/decode.ts';
import { toPixels } from '#host/imaging/preprocess.ts';
import type { Detector } from './detector-file.ts';
import { LoadedDetector } from './find-by-detector.ts';
import { type BoxedOutline, outlineInBox } from './outline-in-box.ts';
import type { CountedPicture } from './working-picture.ts';

/** Something that a detector found in a picture. */
interface FoundThing extends BoxedOutline {
  /** How sure the detector is, 0..1. */
  readonly score: number;
  /** Whether its line meets that of another. */
  readonly touching: boolean;
  /** See `sharpnessOf`. */
  readonly sharpness: number | null;
}

export interface FoundThings {
  /** Surest first, in pixels of the picture as it is seen. */
  readonly things: readonly FoundThing[];
  /** Whether the ground looks like none that the detector was trained on. */
  readonly unseenBackground: boolean;
}

/**
 * What a detector finds in a picture, each with an outline instead of its box.
 *
 * @throws StrandlineError `photo-unreadable`, `not-a-model`.
 */
export async function findThings(detector: Detector, picture: CountedPicture): Promise<FoundThings> {
  const loaded = await LoadedDetector.load(detector);
  const { boxes, unseenBackground } = await loaded.find(picture).finally(() => loaded.release());
  const { side, margin } = detector.info;
  const outlines = await withPhoto(readFileSync(picture.file), { name: picture.file }, async (photo) => {
    const pixels = await toPixels(await photo.pixels());
    const spare = (margin * Math.max(pixels.width, pixels.height)) / side;
    const grey = greyOf({ ...pixels, channels: 3 });
    return boxes.map(({ score, ...box }) => {
      const boxed = outlineInBox(pixels, shrunk(box, spare));
      return { score, ...boxed, sharpness: sharpnessOf(grey, boxed.outline) };
    });
  });
  const things = outlines.map((one) => ({
    ...one,
    touching: outlines.some((other) => other !== one && meet(one.outline, other.outline)),
  }));
  return { things, unseenBackground };
}

const leastSide = 2;

/** A box without the margin that people leave around what they draw. */
function shrunk({ x, y, width, height }: Box, margin: number): Box {
  const [right, down] = [width, height].map((side) =>
    Math.min(margin, Math.max(0, (side - leastSide) / 2)),
  ) as [number, number];
  return { x: x + right, y: y + down, width: width - 2 * right, height: height - 2 * down };
}

/** Lines that come as near as this touch, in pixels. */
const near = 1.5;

function meet(one: Outline, other: Outline): boolean {
  const wide = boundsOf(one);
  const grown = {
    x: wide.x - near,
    y: wide.y - near,
    width: wide.width + 2 * near,
    height: wide.height + 2 * near,
  };
  if (overlapOf(grown, boundsOf(other)) === 0) return false;
  return one.some(([x, y]) => other.some(([u, v]) => Math.hypot(u - x, v - y) <= near));
}
