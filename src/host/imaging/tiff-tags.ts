import readExif, { type Exif } from 'exif-reader';
import { decodeText } from '#host/lib/decode-text.ts';

/** The tags of a TIFF's first page; EXIF is a TIFF too, so one reader reads both. */
export type TiffTags = NonNullable<Exif['Image']>;

/** Whether a file is a TIFF by its first bytes; BigTIFF, whose tags the reader does not know, is none. */
function isTiff(bytes: Buffer): boolean {
  const start = bytes.toString('latin1', 0, 4);
  return start === 'II*\0' || start === 'MM\0*';
}

/** @returns undefined where the file is no TIFF, or its tags are damaged. */
export function tiffTags(bytes: Uint8Array): TiffTags | undefined {
  const buffer = asBuffer(bytes);
  if (!isTiff(buffer)) return undefined;
  try {
    // Of a file without a first page the reader says null.
    return readExif(buffer).Image ?? undefined;
  } catch {
    return undefined;
  }
}

/** A tag that is one number, or the first of several. */
export function numberTag(tags: TiffTags | undefined, name: string): number | undefined {
  const [value] = numbersTag(tags, name);
  return value;
}

/** A tag that is a number or several. */
export function numbersTag(tags: TiffTags | undefined, name: string): number[] {
  return [tags?.[name]].flat().filter((value) => typeof value === 'number');
}

/** A tag that is text, in the encoding of its program. */
export function textTag(tags: TiffTags | undefined, name: string): string {
  const value: unknown = tags?.[name];
  if (Buffer.isBuffer(value)) return decodeText(value).replace(/\0+$/, '');
  return typeof value === 'string' ? value : '';
}

/** The same bytes as a Buffer, without a copy. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
