import sharp, { type Sharp } from 'sharp';
import type { Preprocessing } from '#shared/learning/preprocessing.ts';
import { seededRandom } from '#shared/learning/random.ts';
import { decoding, openPhoto } from './decode.ts';

/** A photo to be prepared: its bytes, and the catalogue's clockwise turn in degrees. */
export interface RawPhoto {
  readonly bytes: Uint8Array;
  readonly rotation: 0 | 90 | 180 | 270;
}

/** Rises when the same photo and view would give other values: what was computed from them before is then of no use. */
export const viewRules = 1;

/** Values of one prepared image: 3 planes of imageSize x imageSize, NCHW without the N. */
export function inputLength({ imageSize }: Preprocessing): number {
  return 3 * imageSize * imageSize;
}

/**
 * Prepares views of one photo, decoding it once. View 0 is the photo itself, and what evaluation and the bench see. The
 * others are augmented for training: RandomResizedCrop (scale 0.5 to 1, ratio 1), mirrored and turned by quarters, since a
 * fragment has no up. They are drawn from the photo's hash, so they are the same in every run.
 *
 * @param viewSeed decides the augmented views; take the photo's hash as a number.
 * @returns one Float32Array of `inputLength` per view.
 * @throws StrandlineError `photo-unreadable`.
 */
export async function prepareViews(
  { bytes, rotation }: RawPhoto,
  preprocessing: Preprocessing,
  views: readonly number[],
  viewSeed: number,
): Promise<Float32Array[]> {
  return decoding(async () => {
    const { pixels } = await openPhoto(bytes);
    const upright = rotation === 0 ? pixels() : fromRaw(await decoded(pixels())).rotate(rotation);
    if (views.length === 1 && views[0] === 0)
      return [normalised(await squared(upright, preprocessing), preprocessing)];
    const working = await shrunkForCrops(upright, preprocessing.imageSize);
    const prepare = async (view: number): Promise<Float32Array> =>
      view === 0
        ? normalised(await squared(upright.clone(), preprocessing), preprocessing)
        : normalised(await augmented(working, preprocessing, viewSeed + view), preprocessing);
    return await Promise.all(views.map(prepare));
  });
}

async function squared(pixels: Sharp, { imageSize }: Preprocessing): Promise<Uint8Array> {
  return asBytes(pixels.resize(imageSize, imageSize, { fit: 'cover', position: 'centre' }));
}

/** Pixels in memory, RGB. */
interface Pixels {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
}

/** sharp does each operation once per pipeline; a pipeline that starts from pixels can do it again. */
async function decoded(pixels: Sharp): Promise<Pixels> {
  const { data, info } = await rgb(pixels).raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

function fromRaw({ data, width, height }: Pixels): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } });
}

const smallestCrop = 0.5;

/** No crop needs more pixels than this: the smallest one then still fills the network's input. */
async function shrunkForCrops(upright: Sharp, imageSize: number): Promise<Pixels> {
  const side = Math.ceil(imageSize / Math.sqrt(smallestCrop));
  return decoded(upright.clone().resize(side, side, { fit: 'outside', withoutEnlargement: true }));
}

async function augmented(pixels: Pixels, { imageSize }: Preprocessing, seed: number): Promise<Uint8Array> {
  const { width, height } = pixels;
  const random = seededRandom(seed);
  const scale = smallestCrop + random.next() * (1 - smallestCrop);
  const side = Math.max(1, Math.min(width, height, Math.round(Math.sqrt(width * height * scale))));
  const left = random.below(width - side + 1);
  const top = random.below(height - side + 1);
  const turned = fromRaw(pixels)
    .extract({ left, top, width: side, height: side })
    .resize(imageSize, imageSize, { fit: 'fill' })
    .rotate(90 * random.below(4));
  return asBytes(random.below(2) === 0 ? turned : turned.flop());
}

async function asBytes(pixels: Sharp): Promise<Uint8Array> {
  return rgb(pixels).raw().toBuffer();
}

/** 8-bit sRGB with three channels, whatever the photo has (grey, 16 bits, transparency, CMYK). */
function rgb(pixels: Sharp): Sharp {
  return pixels.toColourspace('srgb').removeAlpha();
}

/** Interleaved bytes to normalised planes. */
function normalised(bytes: Uint8Array, preprocessing: Preprocessing): Float32Array {
  const { mean, std, imageSize } = preprocessing;
  const plane = imageSize * imageSize;
  if (bytes.length !== 3 * plane)
    throw new RangeError(`${bytes.length} bytes are no ${imageSize} px square of three channels`);
  const planes = new Float32Array(3 * plane);
  for (const channel of [0, 1, 2] as const) {
    const factor = 1 / (255 * std[channel]);
    const offset = mean[channel] / std[channel];
    const start = channel * plane;
    for (let i = 0; i < plane; i += 1) planes[start + i] = (bytes[3 * i + channel] ?? 0) * factor - offset;
  }
  return planes;
}
