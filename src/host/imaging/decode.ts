import { decode as decodeBmp } from 'bmp-ts';
import sharp, { type Metadata, type Sharp } from 'sharp';
import { cameraRawReason, unreadReason } from '#shared/domain/file-kind.ts';
import type { PhotoEnding } from '#shared/domain/photo.ts';
import { Room } from '#host/lib/room.ts';
import { StrandlineError } from '#shared/errors.ts';
import { type RangeRule, rangeRule } from '#shared/learning/prediction/preprocessing.ts';
import { cameraRawFormat } from './camera-raw.ts';
import { bmpBytes, decodingBytes, refuseHuge } from './decoding-cost.ts';
import { type DeepPhoto, isDeep, readDeep, unreadableNumbers } from './deep-photo.ts';
import { readHeic } from './heic.ts';
import { type TiffTags, numberTag, tiffTags } from './tiff-tags.ts';
import type { ValueRange } from './value-range.ts';

/** Memory that pictures may take together while they are decoded, in each thread that does. */
const room = new Room(512 * 1024 ** 2);

/** What stands behind transparent pixels, for people and networks alike: most cut-outs were made to lie on paper. */
const ground = '#ffffff';

/** A photo that could be opened: its header, and its pixels before any turn by a person. */
export interface OpenedPhoto {
  readonly extension: PhotoEnding;
  readonly metadata: Metadata;
  /** Tags of a TIFF's first page. */
  readonly tags: TiffTags | undefined;
  /** The page that its pixels are, from 0. */
  readonly page: number;
  /** A fresh sharp pipeline over the pixels: 8 bits, opaque, EXIF orientation applied. */
  readonly pixels: () => Promise<Sharp>;
  /** The values that became black and white; null where the file has 8 bits. It decodes a picture of more. */
  readonly range: () => Promise<ValueRange | null>;
  /** Bytes of memory that decoding it takes, by its header. */
  readonly bytes: number;
}

export interface OpenOptions {
  /** From 0. */
  readonly page?: number | undefined;
  /** What it is called, for the reason why it cannot be read alone. */
  readonly name?: string | undefined;
  /** What a model was trained with; everybody else takes the one of today. */
  readonly rule?: RangeRule | undefined;
}

const extensionOf: Readonly<Record<string, PhotoEnding>> = {
  jpeg: 'jpg',
  png: 'png',
  tiff: 'tif',
  webp: 'webp',
  // HEIF is a box for pictures of several kinds.
  hevc: 'heic',
  av1: 'avif',
};

/** The kinds of {@link extensionOf}, for people. */
const readable = 'JPEG, PNG, TIFF, WebP, HEIC, AVIF and BMP can be read';

/**
 * Opens a photo by its content; its name does not matter. Only the header is read here: that the pixels are whole shows
 * when they are decoded, see {@link decoding}.
 *
 * @throws StrandlineError `photo-unreadable` with a reason for a person, without the file's name.
 */
export async function openPhoto(
  bytes: Uint8Array,
  { page = 0, name = '', rule = rangeRule }: OpenOptions = {},
): Promise<OpenedPhoto> {
  if (bytes.length === 0) throw new StrandlineError('photo-unreadable', 'the file is empty');
  const raw = cameraRawFormat(bytes);
  if (raw !== undefined) throw new StrandlineError('photo-unreadable', cameraRawReason(raw));
  if (bytes[0] === 0x42 && bytes[1] === 0x4d) return openBmp(bytes);
  // Warnings are tolerated (cheap cameras write odd EXIF), a picture that ends early is not.
  const options = { failOn: 'truncated', limitInputPixels: false, ...(page > 0 && { page }) } as const;
  const source = (): Sharp => sharp(bytes, options);
  const metadata = await metadataOf(source, bytes, name);
  const kind = metadata.format === 'heif' ? (metadata.compression ?? 'heif') : metadata.format;
  const extension = extensionOf[kind];
  if (extension === undefined)
    throw new StrandlineError('photo-unreadable', `it is a ${kind} file; ${readable}`);
  const tags = metadata.format === 'tiff' ? tiffTags(bytes) : undefined;
  const needed = decodingBytes(metadata, tags);
  refuseHuge(metadata, needed, metadata.format === 'jpeg' ? bytes : undefined);
  const photo = { extension, metadata, tags, page, bytes: needed };
  const upright = (): Sharp => source().autoOrient();
  if (extension === 'heic') return { ...photo, ...decodedOnce(() => readHeic(bytes, metadata)) };
  if (rule === 'high-byte') return { ...photo, pixels: () => Promise.resolve(upright()), range: noRange };
  if (isDeep(metadata, tags)) return { ...photo, ...decodedOnce(() => readDeep(upright(), metadata, tags)) };
  const pixels = (): Sharp => upright().flatten({ background: ground });
  return { ...photo, pixels: () => Promise.resolve(pixels()), range: noRange };
}

/** Of a picture that is decoded whole before anything is made of it. */
function decodedOnce(decode: () => Promise<DeepPhoto>): Pick<OpenedPhoto, 'pixels' | 'range'> {
  let decoded: Promise<DeepPhoto> | undefined;
  const once = (): Promise<DeepPhoto> => (decoded ??= decode());
  return {
    pixels: async () => (await once()).pixels().flatten({ background: ground }),
    range: async () => (await once()).range,
  };
}

/** A file of 8 bits has none. */
function noRange(): Promise<null> {
  return Promise.resolve(null);
}

/** Of a TIFF's numbers, as libvips reads them. */
const readableBits: readonly number[] = [1, 2, 4, 8, 16, 32];

async function metadataOf(source: () => Sharp, bytes: Uint8Array, name: string): Promise<Metadata> {
  try {
    return await source().metadata();
  } catch (error) {
    if (error instanceof Error && /unexpected end of file/i.test(error.message))
      throw new StrandlineError('photo-unreadable', 'the file ends early', {}, error);
    const bits = numberTag(tiffTags(bytes), 'BitsPerSample');
    if (bits !== undefined && !readableBits.includes(bits)) throw unreadableNumbers(bits);
    throw new StrandlineError(
      'photo-unreadable',
      unreadReason(name) ?? 'it is not a picture that can be read (JPEG, PNG, TIFF, WebP, HEIC, AVIF, BMP)',
      {},
      error,
    );
  }
}

async function openBmp(bytes: Uint8Array): Promise<OpenedPhoto> {
  const header = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (header.length < 26) throw new StrandlineError('photo-unreadable', 'the file ends early');
  const size = { width: Math.abs(header.readInt32LE(18)), height: Math.abs(header.readInt32LE(22)) };
  const needed = bmpBytes(size.width, size.height);
  refuseHuge(size, needed);
  let decoded: ReturnType<typeof decodeBmp> | undefined;
  const pixels = (): Sharp => {
    decoded ??= bmpPixels(header);
    const { data, width, height } = decoded;
    return sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha();
  };
  const blank = sharp({ create: { width: 1, height: 1, channels: 3, background: ground } });
  return {
    extension: 'bmp',
    metadata: { ...(await blank.raw().metadata()), ...size },
    tags: undefined,
    page: 0,
    bytes: needed,
    pixels: () => Promise.resolve().then(pixels),
    range: noRange,
  };
}

function bmpPixels(header: Buffer): ReturnType<typeof decodeBmp> {
  try {
    return decodeBmp(header, { toRGBA: true });
  } catch (error) {
    throw new StrandlineError(
      'photo-unreadable',
      'the BMP file ends early or is of a kind that cannot be read',
      {},
      error,
    );
  }
}

/**
 * Opens a photo and works on its pixels as soon as there is memory for them, see {@link decoding}.
 *
 * @throws StrandlineError `photo-unreadable` with a reason for a person, without the file's name.
 */
export function withPhoto<T>(
  bytes: Uint8Array,
  options: OpenOptions,
  work: (photo: OpenedPhoto) => Promise<T>,
): Promise<T> {
  return decoding(async () => {
    const photo = await openPhoto(bytes, options);
    return room.within(photo.bytes, () => work(photo));
  });
}

const attempts = 4;

/**
 * Runs what decodes a photo's pixels, and says what went wrong with the photo. libvips keeps one error text for all
 * threads, so another picture's end can take a damaged one's reason away ("Unknown error"); asked again, it says it.
 *
 * @throws StrandlineError `photo-unreadable` with a reason for a person, without the file's name.
 */
async function decoding<T>(work: () => Promise<T>, attempt = 1): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const isLost = error instanceof Error && /unknown error/i.test(error.message);
    if (isLost && attempt < attempts) return decoding(work, attempt + 1);
    throw unreadable(error);
  }
}

/** Of a library's words. */
const mostSaid = 160;

/** What went wrong while pixels were decoded, for a person. */
function unreadable(error: unknown): StrandlineError {
  if (error instanceof StrandlineError) return error;
  const said = error instanceof Error ? error.message : String(error);
  const early = /premature end|truncated|end of|unexpected end|not enough|corrupt/i.test(said);
  // A library may have warned of much before it gave up; what our own readers trip over says nothing to a person.
  const last = said.trim().split('\n').at(-1)?.slice(0, mostSaid) ?? '';
  const isSlip = error instanceof RangeError || error instanceof TypeError;
  return new StrandlineError(
    'photo-unreadable',
    early ? 'the file ends early' : isSlip ? 'its picture is damaged' : `its picture is damaged (${last})`,
    {},
    error,
  );
}
