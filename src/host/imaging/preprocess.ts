import sharp, { type Sharp } from 'sharp';
import type { Rotation } from '#shared/domain/photo.ts';
import type { Preprocessing, RangeRule } from '#shared/learning/prediction/preprocessing.ts';
import { withPhoto } from './decode.ts';

/** A photo to be prepared: its bytes, the page, and the catalogue's clockwise turn in degrees. */
export interface RawPhoto {
  readonly bytes: Uint8Array;
  readonly rotation: Rotation;
  /** The page of its file, from 0; absent: the first. */
  readonly page?: number | undefined;
}

/** Pixels in memory: 8-bit sRGB, three interleaved channels. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Values of one prepared image: three channels of imageSize x imageSize. */
export function inputLength({ imageSize }: Preprocessing): number {
  return 3 * imageSize * imageSize;
}

/**
 * Prepares a photo as it is: what evaluation, the bench and view 0 of training see.
 *
 * @returns `inputLength` values.
 * @throws StrandlineError `photo-unreadable`.
 */
export async function prepare(photo: RawPhoto, preprocessing: Preprocessing): Promise<Float32Array> {
  return normalised(await squared(photo, preprocessing.imageSize, preprocessing.range), preprocessing);
}

/** The same of pixels that are in memory already, such as a camera's frame. @returns `inputLength` values. */
export async function preparePixels(pixels: Pixels, preprocessing: Preprocessing): Promise<Float32Array> {
  return normalised(await squaredPixels(pixels, preprocessing.imageSize), preprocessing);
}

/**
 * The centre of a photo, scaled to a square.
 *
 * @throws StrandlineError `photo-unreadable`.
 */
export function squared(photo: RawPhoto, imageSize: number, rule?: RangeRule): Promise<Uint8Array> {
  return onPixels(photo, (pixels) => toSquare(pixels, imageSize), rule);
}

/** The centre of pixels that are in memory, scaled to a square of bytes. */
export function squaredPixels(pixels: Pixels, imageSize: number): Promise<Uint8Array> {
  return toSquare(fromPixels(pixels), imageSize);
}

function toSquare(pixels: Sharp, imageSize: number): Promise<Uint8Array> {
  return toBytes(pixels.resize(imageSize, imageSize, { fit: 'cover', position: 'centre' }));
}

/**
 * Works on a pipeline over a photo's pixels, turned by EXIF and then by the catalogue.
 *
 * @throws StrandlineError `photo-unreadable`.
 */
export function onPixels<T>(
  { bytes, rotation, page }: RawPhoto,
  work: (pixels: Sharp) => Promise<T>,
  rule?: RangeRule,
): Promise<T> {
  return withPhoto(bytes, { page, rule }, async (photo) => {
    const pixels = await photo.pixels();
    return work(rotation === 0 ? pixels : fromPixels(await toPixels(pixels)).rotate(rotation));
  });
}

/** sharp does each operation once per pipeline; a pipeline that starts from pixels can do it again. */
export async function toPixels(pipeline: Sharp): Promise<Pixels> {
  const { data, info } = await rgb(pipeline).raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

export function fromPixels({ data, width, height }: Pixels): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** The pixels alone, three interleaved bytes each. */
export async function toBytes(pipeline: Sharp): Promise<Uint8Array> {
  return rgb(pipeline).raw().toBuffer();
}

/** sRGB with three channels, whatever the photo has (grey, CMYK). */
function rgb(pipeline: Sharp): Sharp {
  return pipeline.toColourspace('srgb').removeAlpha();
}

/**
 * Interleaved bytes to normalised planes.
 *
 * @param bytes [imageSize, imageSize, 3].
 * @returns [3, imageSize, imageSize].
 */
export function normalised(bytes: Uint8Array, preprocessing: Preprocessing): Float32Array {
  const { mean, std, imageSize } = preprocessing;
  const plane = imageSize * imageSize;
  if (bytes.length !== 3 * plane)
    throw new RangeError(`${bytes.length} bytes are no ${imageSize} px square of three channels`);
  const planes = new Float32Array(3 * plane);
  const [red, green, blue] = [
    valuesOf(mean[0], std[0]),
    valuesOf(mean[1], std[1]),
    valuesOf(mean[2], std[2]),
  ];
  for (let i = 0, at = 0; i < plane; i += 1, at += 3) {
    planes[i] = red[bytes[at] ?? 0] ?? 0;
    planes[plane + i] = green[bytes[at + 1] ?? 0] ?? 0;
    planes[2 * plane + i] = blue[bytes[at + 2] ?? 0] ?? 0;
  }
  return planes;
}

/** What each of the 256 values of a byte becomes. */
function valuesOf(mean: number, std: number): Float32Array {
  const factor = 1 / (255 * std);
  const values = new Float32Array(256);
  for (let value = 0; value < 256; value += 1) values[value] = value * factor - mean / std;
  return values;
}
