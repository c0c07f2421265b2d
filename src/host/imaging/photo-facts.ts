import type { Metadata } from 'sharp';
import type { ImportWarningCode } from '#shared/domain/import.ts';
import type { PhotoEnding } from '#shared/domain/photo.ts';
import { StrandlineError } from '#shared/errors.ts';
import { type CameraTags, cameraTags, checkedTime } from './camera-tags.ts';
import type { OpenedPhoto } from './decode.ts';
import { unusedChannels } from './deep-photo.ts';
import { sizeAsSeen } from './metadata.ts';
import { type MicroscopeTags, microscopeTags } from './microscope-tags.ts';
import { asBuffer } from './tiff-tags.ts';
import type { ValueRange } from './value-range.ts';

/** What is known of a photo beside its pixels. */
export interface PhotoFacts {
  readonly extension: PhotoEnding;
  /** As seen, in pixels. */
  readonly width: number;
  readonly height: number;
  /** ISO local time without zone. */
  readonly takenAt: string | null;
  /** The page of its file that is the photo, from 0. */
  readonly page: number;
  /** The values that are shown as black and as white; null for photos of 8 bits. */
  readonly rangeLow: number | null;
  readonly rangeHigh: number | null;
  /** Decimal degrees. */
  readonly latitude: number | null;
  readonly longitude: number | null;
  /** As the file says; null where it does not. */
  readonly umPerPixel: number | null;
}

/** Something that was decided about a photo's file, for a person. */
export interface PhotoNote {
  readonly code: Extract<ImportWarningCode, 'pages-ignored' | 'range-stretched' | 'date-ignored'>;
  /** What was done, without the file's name: "only page 1 of 3 is used". */
  readonly message: string;
}

/** A photo's facts, and what a person should know of how they came about. */
export interface ReadFacts {
  readonly facts: PhotoFacts;
  readonly notes: readonly PhotoNote[];
}

const smallestSide = 8;

/**
 * @param bytes of the photo's file.
 * @throws StrandlineError `photo-unreadable` with a reason for a person, without the file's name.
 */
export async function factsOf(bytes: Uint8Array, photo: OpenedPhoto): Promise<ReadFacts> {
  const { extension, metadata, page } = photo;
  const size = sizeAsSeen(metadata);
  if (size.width < smallestSide || size.height < smallestSide)
    throw new StrandlineError('photo-unreadable', `it has only ${size.width} x ${size.height} pixels`);
  const microscope = await microscopeTags(photo.tags);
  const { impossibleTime, ...camera } = timeAndPlace(bytes, photo, microscope);
  const range = await photo.range();
  return {
    facts: {
      extension,
      ...size,
      ...camera,
      page,
      rangeLow: range?.low ?? null,
      rangeHigh: range?.high ?? null,
      umPerPixel: microscope.umPerPixel,
    },
    notes: [
      ...pageNotes(photo, microscope),
      ...rangeNotes(metadata, range),
      ...(impossibleTime === null
        ? []
        : [note('date-ignored', `its date ${impossibleTime} cannot be and is left out`)]),
    ],
  };
}

/** A microscope's own words for the time come first: what stands in a TIFF's tags may be when it was saved. */
function timeAndPlace(
  bytes: Uint8Array,
  { metadata: { exif, format }, tags }: OpenedPhoto,
  { acquiredAt }: MicroscopeTags,
): CameraTags {
  const camera = cameraTags(exif ?? (format === 'tiff' && tags !== undefined ? asBuffer(bytes) : undefined));
  return acquiredAt === null ? camera : { ...camera, ...checkedTime(acquiredAt) };
}

function note(code: PhotoNote['code'], message: string): PhotoNote {
  return { code, message };
}

function pageNotes({ metadata, tags, page }: OpenedPhoto, { pages: words }: MicroscopeTags): PhotoNote[] {
  const { pages = 1, channels } = metadata;
  const they = words === null ? '' : ` (${words})`;
  const unused = unusedChannels(metadata, tags);
  return [
    ...(pages > 1 ? [note('pages-ignored', `only page ${page + 1} of ${pages} is used${they}`)] : []),
    ...(unused > 0
      ? [
          note(
            'pages-ignored',
            `${unused} of its ${channels} channels ${unused === 1 ? 'is' : 'are'} not used`,
          ),
        ]
      : []),
  ];
}

/** Bits of whole numbers, by sharp's words for them: a file of fewer is spread over them when it is read. */
const bitsOf = new Map<string | undefined, number>([
  ['char', 8],
  ['ushort', 16],
  ['short', 16],
  ['uint', 32],
  ['int', 32],
]);

function rangeNotes({ depth }: Metadata, range: ValueRange | null): PhotoNote[] {
  if (range === null) return [];
  const { low, high } = range;
  const whole = bitsOf.get(depth);
  if (whole === undefined && low === 0 && high === 1) return [];
  const bits = Math.min(low, high) === 0 ? Math.log2(Math.max(low, high) + 1) : NaN;
  if (bits === whole) return [];
  const message =
    whole !== undefined && Number.isInteger(bits)
      ? `uses ${bits} of ${whole} bits; ${high > low ? `${high} is shown as white` : `${low} is shown as black`}`
      : `its values ${figure(low)} to ${figure(high)} are shown as black to white`;
  return [note('range-stretched', message)];
}

function figure(value: number): string {
  return String(Number(value.toPrecision(4)));
}
