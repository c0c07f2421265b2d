import type { Metadata } from 'sharp';
import { StrandlineError } from '#shared/errors.ts';
import { isDeep } from './deep-photo.ts';
import type { TiffTags } from './tiff-tags.ts';

type Header = Pick<Metadata, 'format' | 'width' | 'height' | 'channels' | 'depth' | 'space' | 'hasAlpha'> &
  Pick<Metadata, 'isProgressive' | 'chromaSubsampling' | 'orientation' | 'compression'>;

/** More is refused by a photo's header: decoding it would eat the memory. A microscope has no such sensor. */
const most = { pixels: 100_000_000, bytes: 1.6e9, scannedPixels: 2.5e9 };

/** Bytes of one value, by sharp's words. */
const sizes: Readonly<Record<string, number>> = {
  ...{ uchar: 1, char: 1, ushort: 2, short: 2, uint: 4, int: 4 },
  ...{ float: 4, double: 8, complex: 8, dpcomplex: 16 },
};

/**
 * What decoding a photo takes, by its header, measured with libvips 8.18 on 24 megapixels: a JPEG in one scan and a PNG
 * line by line 1.2 bytes per pixel or less, a progressive JPEG all its coefficients, an interlaced PNG all its pixels, AVIF
 * 19 bytes per pixel, values beyond 8 bits the picture twice and its bytes.
 *
 * @returns bytes.
 */
export function decodingBytes(header: Header, tags: TiffTags | undefined): number {
  const { width, height } = header;
  return Math.ceil(width * height * bytesPerPixel(header, tags));
}

function bytesPerPixel(header: Header, tags: TiffTags | undefined): number {
  const { format, channels, depth, isProgressive, chromaSubsampling, orientation = 1 } = header;
  const picture = channels * (sizes[depth] ?? 1);
  if (format === 'heif') return 20;
  // Turned pictures lie in memory before they are turned.
  const turned = orientation > 1 ? picture : 0;
  if (format === 'jpeg' && isProgressive)
    return 2.2 * channels * (chromaSubsampling?.startsWith('4:2:0') === true ? 0.5 : 1) + 0.4 + turned;
  const held = isDeep(header as Metadata, tags) ? 2 * picture + 4 : 1.5;
  return held + turned + (format === 'jpeg' || (format === 'png' && !isProgressive) ? 0 : picture);
}

/** A BMP is decoded into four channels, and copied once. */
export function bmpBytes(width: number, height: number): number {
  return width * height * 8;
}

/**
 * @param bytes that decoding takes. @param file of a JPEG: its scans are counted.
 * @throws StrandlineError `photo-unreadable` with a reason for a person, without the file's name.
 */
export function refuseHuge(
  { width, height }: Pick<Metadata, 'width' | 'height'>,
  bytes: number,
  file?: Uint8Array,
): void {
  const pixels = width * height;
  if (pixels > most.pixels)
    throw unreadable(
      `it claims ${width} x ${height} pixels; up to ${most.pixels / 1_000_000} megapixels can be read`,
    );
  if (bytes > most.bytes)
    throw unreadable(
      `its ${width} x ${height} pixels take ${gigabytes(bytes)} GB of memory while they are read; up to ${gigabytes(most.bytes)} GB can be used`,
    );
  if (file !== undefined && scansIn(file) * pixels > most.scannedPixels)
    throw unreadable(
      `its ${width} x ${height} pixels are written ${scansIn(file)} times over; save it anew as JPEG`,
    );
}

/** Scans of a JPEG; a progressive one has ten or so, each of which goes through the whole picture. */
function scansIn(file: Uint8Array): number {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  let scans = 0;
  // Within a scan the byte behind 0xff is 0 or a restart: nothing else looks like its beginning.
  for (let at = bytes.indexOf(startOfScan); at >= 0; at = bytes.indexOf(startOfScan, at + 2)) scans += 1;
  return scans;
}

const startOfScan = Buffer.from([0xff, 0xda]);

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(1);
}

function unreadable(reason: string): StrandlineError {
  return new StrandlineError('photo-unreadable', reason);
}
