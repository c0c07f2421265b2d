import type { ImportWarningCode } from '#shared/domain/import.ts';
import { StrandlineError } from '#shared/errors.ts';
import { cameraTags } from './camera-tags.ts';
import type { OpenedPhoto } from './decode.ts';
import { sizeAsSeen } from './metadata.ts';

/** What is known of a photo beside its pixels. */
export interface PhotoFacts {
  /** Ending of its file in the store, by content. */
  readonly extension: string;
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

/** @throws StrandlineError `photo-unreadable` with a reason for a person, without the file's name. */
export function factsOf({ extension, metadata }: OpenedPhoto): ReadFacts {
  const size = sizeAsSeen(metadata);
  if (size.width < smallestSide || size.height < smallestSide)
    throw new StrandlineError('photo-unreadable', `it has only ${size.width} x ${size.height} pixels`);
  const { takenAt, impossibleTime, latitude, longitude } = cameraTags(metadata.exif);
  const notes: PhotoNote[] = [];
  const pages = metadata.pages ?? 1;
  if (pages > 1) notes.push({ code: 'pages-ignored', message: `only page 1 of ${pages} is used` });
  if (impossibleTime !== null)
    notes.push({ code: 'date-ignored', message: `its date ${impossibleTime} cannot be and is left out` });
  const facts = { extension, ...size, takenAt, latitude, longitude };
  return { facts: { ...facts, page: 0, rangeLow: null, rangeHigh: null, umPerPixel: null }, notes };
}
