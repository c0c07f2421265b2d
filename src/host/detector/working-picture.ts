import { readFileSync } from 'node:fs';
import { type Box, scaledBox } from '#shared/trays/box.ts';
import type { CountedRegion } from '#shared/domain/tray.ts';
import type { Random } from '#shared/learning/random.ts';
import { withPhoto } from '#host/imaging/decode.ts';
import { type Pixels, fromPixels, toBytes, toPixels } from '#host/imaging/preprocess.ts';
import { countedPart } from './counted-part.ts';

/** A picture as a detector looks at it. */
export interface WorkingPicture {
  /** Of what is shown; the bytes go on to multiples of 16, in grey. */
  readonly width: number;
  readonly height: number;
  /** Sides of the bytes, multiples of 16. */
  readonly paddedWidth: number;
  readonly paddedHeight: number;
  /** [paddedHeight, paddedWidth, 3]. */
  readonly pixels: Uint8Array;
  /** Working pixels per pixel of the picture as it is seen. */
  readonly scale: number;
}

/** A working picture with the boxes in it, in working pixels. */
export interface AnnotatedView extends WorkingPicture {
  readonly boxes: readonly Box[];
}

/** The coarsest tap halves without a rest. */
const multiple = 16;
/** What a backbone normalises to nothing. */
const grey = { r: 127, g: 127, b: 127 };

/** A picture, and the part of it that counts. */
export interface CountedPicture {
  readonly file: string;
  /** Absent or null: all of it. */
  readonly region?: CountedRegion | null | undefined;
}

/**
 * A picture's pixels as it is seen, in the size that it has to get; what is not counted is painted over.
 *
 * @param side of the longer side, in working pixels.
 */
async function readAt(
  { file, region }: CountedPicture,
  side: number,
): Promise<Pixels & { readonly scale: number }> {
  return withPhoto(readFileSync(file), { name: file }, async (photo) => {
    const seen = await toPixels(await photo.pixels());
    const scale = side / Math.max(seen.width, seen.height);
    const width = Math.max(1, Math.round(seen.width * scale));
    const height = Math.max(1, Math.round(seen.height * scale));
    const data = await toBytes(fromPixels(seen).resize(width, height, { fit: 'fill' }));
    const pixels = { data, width, height };
    return { ...(region ? await countedPart(pixels, region, scale) : pixels), scale };
  });
}

/** The sides of a picture as it is seen, in its pixels. @throws StrandlineError `photo-unreadable`. */
export async function sidesOf(file: string): Promise<{ readonly width: number; readonly height: number }> {
  return withPhoto(readFileSync(file), { name: file }, ({ metadata }) =>
    Promise.resolve({ width: metadata.autoOrient.width, height: metadata.autoOrient.height }),
  );
}

/** @throws StrandlineError `photo-unreadable`. */
export async function readWorkingPicture(picture: CountedPicture, side: number): Promise<WorkingPicture> {
  const { data, width, height, scale } = await readAt(picture, side);
  return { ...(await padded({ data, width, height })), scale };
}

/**
 * Views of an annotated picture: the first as it is, others mirrored, turned and of other sizes.
 *
 * @throws StrandlineError `photo-unreadable`.
 */
export async function readViews(
  { boxes, ...picture }: CountedPicture & { readonly boxes: readonly Box[] },
  side: number,
  count: number,
  random: Random,
): Promise<AnnotatedView[]> {
  const { scale, ...pixels } = await readAt(picture, side);
  const own = boxes.map((box) => scaledBox(box, scale));
  const views: AnnotatedView[] = [{ ...(await padded(pixels)), scale, boxes: own }];
  for (let view = 1; view < count; view += 1) views.push(await changed(pixels, own, scale, random));
  return views;
}

/** How much smaller or larger a view can be. */
const zoom = 1.25;

async function changed(
  pixels: Pixels,
  boxes: readonly Box[],
  scale: number,
  random: Random,
): Promise<AnnotatedView> {
  const factor = zoom ** (2 * random.next() - 1);
  const isMirrored = random.below(2) === 1;
  const quarters = random.below(4);
  const brightness = 0.85 + 0.3 * random.next();
  const to = { width: Math.round(pixels.width * factor), height: Math.round(pixels.height * factor) };
  let moved = boxes.map((box) => scaledBox(box, factor));
  let sides = to;
  let picture = fromPixels(pixels).resize(to.width, to.height, { fit: 'fill' });
  if (isMirrored) {
    picture = fromPixels({ data: await toBytes(picture.flop()), ...to });
    moved = moved.map((box) => ({ ...box, x: to.width - box.x - box.width }));
  }
  for (let turn = 0; turn < quarters; turn += 1) {
    moved = moved.map((box) => turnedBox(box, sides.height));
    sides = { width: sides.height, height: sides.width };
  }
  const turned = picture.rotate(90 * quarters).linear(brightness, 0);
  return {
    ...(await padded({ data: await toBytes(turned), ...sides })),
    scale: scale * factor,
    boxes: moved,
  };
}

/** A box after a quarter turn clockwise of a picture of this height. */
function turnedBox({ x, y, width, height }: Box, pictureHeight: number): Box {
  return { x: pictureHeight - y - height, y: x, width: height, height: width };
}

async function padded({ data, width, height }: Pixels): Promise<Omit<WorkingPicture, 'scale'>> {
  const paddedWidth = Math.ceil(width / multiple) * multiple;
  const paddedHeight = Math.ceil(height / multiple) * multiple;
  const extended = fromPixels({ data, width, height }).extend({
    right: paddedWidth - width,
    bottom: paddedHeight - height,
    background: grey,
  });
  const pixels = await toBytes(extended);
  return { width, height, paddedWidth, paddedHeight, pixels };
}
