import readExif from 'exif-reader';
import { type TiffTags, asBuffer, numberTag, numbersTag, textTag, tiffTags } from './tiff-tags.ts';

/** What files of cameras begin with that are no TIFF, or one that says so: where it stands, what stands there, whose it is. */
const beginnings: readonly (readonly [number, string, string])[] = [
  [8, 'CR\x02', 'Canon CR2'],
  [4, 'ftypcrx ', 'Canon CR3'],
  [6, 'HEAPCCDR', 'Canon CRW'],
  [0, 'FUJIFILMCCD-RAW', 'Fujifilm RAF'],
  [0, 'IIRO', 'Olympus ORF'],
  [0, 'IIRS', 'Olympus ORF'],
  [0, 'MMOR', 'Olympus ORF'],
  [0, 'IIU\0', 'Panasonic RW2'],
  [0, 'FOVb', 'Sigma X3F'],
  [0, '\0MRM', 'Minolta MRW'],
];

/** PhotometricInterpretation of pixels behind a colour filter, and of DNG's "linear raw". */
const sensorPixels: readonly (number | undefined)[] = [32803, 34892];

/**
 * Whose camera raw photo a file is, by its content: a program that does not know the format reads most of them as a TIFF,
 * whose first page is a small preview.
 *
 * @returns such as "Canon CR2" or "NIKON CORPORATION"; undefined where it is none.
 */
export function cameraRawFormat(bytes: Uint8Array): string | undefined {
  const start = asBuffer(bytes).toString('latin1', 0, 16);
  const known = beginnings.find(([at, text]) => start.startsWith(text, at));
  if (known !== undefined) return known[2];
  const tags = tiffTags(bytes);
  if (tags === undefined) return undefined;
  if (tags.DNGVersion !== undefined) return 'DNG';
  const make = textTag(tags, 'Make').trim();
  const pages = make === '' ? [tags] : [tags, ...subPages(bytes, tags)];
  const isRaw = pages.some((page) => sensorPixels.includes(numberTag(page, 'PhotometricInterpretation')));
  // The pages behind may be pointed to in a way that the reader does not know.
  const isPreview = ((numberTag(tags, 'NewSubfileType') ?? 0) & 1) === 1 && 'SubIFDs' in tags;
  return isRaw || (isPreview && make !== '') ? make || 'of an unknown camera' : undefined;
}

/** More are pyramids of an enlarger, not pages of a camera. */
const mostSubPages = 8;

/** The pages that hang on the first one; the reader reads the page that a TIFF's header points to. */
function subPages(bytes: Uint8Array, tags: TiffTags): (TiffTags | undefined)[] {
  const offsets = numbersTag(tags, 'SubIFDs').slice(0, mostSubPages);
  if (offsets.length === 0) return [];
  const copy = Buffer.from(bytes);
  return offsets.map((offset) => {
    if (copy[0] === 0x49) copy.writeUInt32LE(offset, 4);
    else copy.writeUInt32BE(offset, 4);
    try {
      return readExif(copy).Image ?? undefined;
    } catch {
      return undefined;
    }
  });
}
