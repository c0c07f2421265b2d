import { type PhotoId, type SampleId, photoId } from '#shared/domain/ids.ts';
import type { ScaleSource } from '#shared/domain/photo.ts';
import { StrandlineError } from '#shared/errors.ts';
import { type ReadableDb, type WritableDb, all, first, run } from '../../database.ts';
import { type StoredName, parsedPhoto } from '../../photo-store.ts';

const nextAngle =
  'SELECT coalesce(max(angle) + 1, 0) AS angle FROM photos WHERE sample_id = @sample AND deleted_at IS NULL';

export interface NewPhoto {
  readonly hash: string;
  readonly extension: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly takenAt: string | null;
  readonly umPerPixel: number | null;
  readonly fileName: string;
  readonly fingerprint: string;
  /** The page of its file that is the photo, from 0; absent: the first. */
  readonly page?: number;
  /** The values that are shown as black and as white; null or absent for photos of 8 bits. */
  readonly rangeLow?: number | null;
  readonly rangeHigh?: number | null;
  /** Where its camera says that it was, in decimal degrees. */
  readonly latitude?: number | null;
  readonly longitude?: number | null;
  /** Where the scale comes from; absent where the photo brought it along. */
  readonly scaleSource?: ScaleSource | null;
  /** The user's own turn; absent: none. */
  readonly rotation?: number;
  /** Its place among the sample's angles; absent: behind the last. */
  readonly angle?: number;
  /** The import that brought it, and its path in the folder of that. */
  readonly importId?: number;
  readonly source?: string;
  /** Set where a step takes the photo into use afterwards. */
  readonly deletedAt?: string;
}

const unsaid = {
  scaleSource: null,
  rotation: 0,
  angle: null,
  deletedAt: null,
  page: 0,
  rangeLow: null,
  rangeHigh: null,
  latitude: null,
  longitude: null,
  importId: null,
  source: null,
};

/** Adds a photo to its sample. The file must be in the photo store already. */
export function insertPhoto(db: WritableDb, sample: SampleId, photo: NewPhoto, importedAt: string): PhotoId {
  const { id } = run(
    db,
    `INSERT INTO photos (hash, sample_id, angle, extension, bytes, width_px, height_px, taken_at, um_per_pixel, file_name,
       fingerprint, imported_at, scale_source, rotation_degrees, deleted_at, page, range_low, range_high, latitude, longitude,
       import_id, source)
     VALUES (@hash, @sample, coalesce(@angle, (${nextAngle})), @extension,
       @bytes, @width, @height, @takenAt, @umPerPixel, @fileName, @fingerprint, @importedAt, @scaleSource, @rotation, @deletedAt,
       @page, @rangeLow, @rangeHigh, @latitude, @longitude, @importId, @source)`,
    { ...unsaid, ...photo, sample, importedAt },
  );
  return photoId.parse(id);
}

/** The angle that a sample's next photo has. */
export function nextAngleOf(db: ReadableDb, sample: SampleId): number {
  return first<{ angle: number }>(db, nextAngle, { sample })?.angle ?? 0;
}

/** Where the photo with these bytes is, if the lab has it. */
export function knownPhoto(db: ReadableDb, hash: string): { readonly inBin: boolean } | undefined {
  const row = first<{ binned: 0 | 1 }>(
    db,
    'SELECT deleted_at IS NOT NULL AS binned FROM photos WHERE hash = @hash',
    { hash },
  );
  return row && { inBin: row.binned === 1 };
}

/** Files of photos in order of their ids, and then of the trays that are no photo too. */
const storedRows = `SELECT hash, extension, page FROM (
    SELECT 0 AS part, id, hash, extension, page FROM photos
    UNION ALL SELECT 1, min(id), hash, extension, page FROM trays
      WHERE hash NOT IN (SELECT hash FROM photos) GROUP BY hash
  ) ORDER BY part, id`;

export interface StoredPhoto extends StoredName {
  readonly page: number;
}

interface Row {
  readonly hash: string;
  readonly extension: string;
  readonly page: number;
}

/** A photo's or a tray's file. @throws StrandlineError `corrupt-file` where its row names no file. */
export function storedPhoto(db: ReadableDb, hash: string): StoredPhoto | undefined {
  const row = first<Row>(
    db,
    `SELECT hash, extension, page FROM photos WHERE hash = @hash
     UNION ALL SELECT hash, extension, page FROM trays WHERE hash = @hash LIMIT 1`,
    { hash },
  );
  return row && parsedPhoto(row);
}

/** Every picture in the store, trays' too. @returns the photos, and a sentence for each whose row names no file. */
export function allStoredPhotos(db: ReadableDb): { photos: StoredPhoto[]; damaged: string[] } {
  const photos: StoredPhoto[] = [];
  const damaged: string[] = [];
  for (const row of all<Row>(db, storedRows)) {
    try {
      photos.push(parsedPhoto(row));
    } catch (error) {
      if (!(error instanceof StrandlineError)) throw error;
      damaged.push(error.message);
    }
  }
  return { photos, damaged };
}
