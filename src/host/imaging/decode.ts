import { decode as decodeBmp } from 'bmp-ts';
import sharp, { type Metadata, type Sharp } from 'sharp';
import { cameraRawReason } from '#shared/domain/file-kind.ts';
import { StrandlineError } from '#shared/errors.ts';
import { cameraRawFormat } from './camera-raw.ts';

/** Larger pictures are refused by their header: a microscope has no such sensor, and decoding one would eat the memory. */
const maxPixels = 100_000_000;

/** A photo that could be opened: its header, and a pipeline over its pixels before any turn. */
export interface OpenedPhoto {
  /** Ending of its file in the store, by content: `jpg`, `png`, `tif`, `webp`, `bmp`. */
  readonly extension: string;
  readonly metadata: Metadata;
  /** A fresh sharp pipeline over the pixels, EXIF orientation applied. */
  readonly pixels: () => Sharp;
}

const extensionOf: Record<string, string> = { jpeg: 'jpg', png: 'png', tiff: 'tif', webp: 'webp' };

/**
 * Opens a photo by its content; its name does not matter. Only the header is read here: that the pixels are whole shows
 * when they are decoded, see {@link decoding}.
 *
 * @throws StrandlineError `photo-unreadable` with a reason for a person, without the file's name.
 */
export async function openPhoto(bytes: Uint8Array): Promise<OpenedPhoto> {
  if (bytes.length === 0) throw new StrandlineError('photo-unreadable', 'the file is empty');
  const raw = cameraRawFormat(bytes);
  if (raw !== undefined) throw new StrandlineError('photo-unreadable', cameraRawReason(raw));
  if (bytes[0] === 0x42 && bytes[1] === 0x4d) return openBmp(bytes);
  // Warnings are tolerated (cheap cameras write odd EXIF), a picture that ends early is not.
  const source = (): Sharp => sharp(bytes, { failOn: 'truncated', limitInputPixels: false });
  let metadata: Metadata;
  try {
    metadata = await source().metadata();
  } catch (error) {
    throw new StrandlineError(
      'photo-unreadable',
      'it is not a picture that can be read (JPEG, PNG, TIFF, WebP, BMP)',
      {},
      error,
    );
  }
  const extension = extensionOf[metadata.format];
  if (extension === undefined) {
    throw new StrandlineError(
      'photo-unreadable',
      `it is a ${metadata.format} file; JPEG, PNG, TIFF, WebP and BMP can be read`,
    );
  }
  refuseHuge(metadata.width, metadata.height);
  return { extension, metadata, pixels: () => source().autoOrient() };
}

async function openBmp(bytes: Uint8Array): Promise<OpenedPhoto> {
  const header = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (header.length < 26) throw new StrandlineError('photo-unreadable', 'the file ends early');
  refuseHuge(Math.abs(header.readInt32LE(18)), Math.abs(header.readInt32LE(22)));
  try {
    const { data, width, height } = decodeBmp(header, { toRGBA: true });
    const pixels = (): Sharp => sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha();
    return { extension: 'bmp', metadata: await pixels().metadata(), pixels };
  } catch (error) {
    throw new StrandlineError(
      'photo-unreadable',
      'the BMP file ends early or is of a kind that cannot be read',
      {},
      error,
    );
  }
}

function refuseHuge(width: number, height: number): void {
  if (width * height <= maxPixels) return;
  const limit = maxPixels / 1_000_000;
  throw new StrandlineError(
    'photo-unreadable',
    `it claims ${width} x ${height} pixels; up to ${limit} megapixels can be read`,
  );
}

const attempts = 4;

/**
 * Runs what decodes a photo's pixels, and says what went wrong with the photo. libvips keeps one error text for all
 * threads, so another picture's end can take a damaged one's reason away ("Unknown error"); asked again, it says it.
 *
 * @throws StrandlineError `photo-unreadable` with a reason for a person, without the file's name.
 */
export async function decoding<T>(work: () => Promise<T>, attempt = 1): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const isLost = error instanceof Error && /unknown error/i.test(error.message);
    if (isLost && attempt < attempts) return decoding(work, attempt + 1);
    throw unreadable(error);
  }
}

/** What went wrong while pixels were decoded, for a person. */
function unreadable(error: unknown): StrandlineError {
  if (error instanceof StrandlineError) return error;
  const said = error instanceof Error ? error.message : String(error);
  const early = /premature end|truncated|end of|unexpected end|not enough|corrupt/i.test(said);
  return new StrandlineError(
    'photo-unreadable',
    early ? 'the file ends early' : `its picture is damaged (${said.trim()})`,
    {},
    error,
  );
}
