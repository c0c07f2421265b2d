import { type ReadableDb, type WritableDb, all, first, run } from '../database.ts';

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
}

/** Adds a photo as its sample's next angle. The file must be in the photo store already. */
export function insertPhoto(db: WritableDb, sample: number, photo: NewPhoto, importedAt: string): number {
  return run(
    db,
    `INSERT INTO photos (hash, sample_id, angle, extension, bytes, width, height, taken_at, um_per_pixel, file_name,
       fingerprint, imported_at)
     VALUES (@hash, @sample, (SELECT coalesce(max(angle) + 1, 0) FROM photos WHERE sample_id = @sample AND deleted_at IS NULL), @extension,
       @bytes, @width, @height, @takenAt, @umPerPixel, @fileName, @fingerprint, @importedAt)`,
    { ...photo, sample, importedAt },
  ).id;
}

export function photoExists(db: ReadableDb, hash: string): boolean {
  return first(db, 'SELECT 1 FROM photos WHERE hash = @hash', { hash }) !== undefined;
}

export function photoInBin(db: ReadableDb, hash: string): boolean {
  return (
    first(db, 'SELECT 1 FROM photos WHERE hash = @hash AND deleted_at IS NOT NULL', { hash }) !== undefined
  );
}

export interface StoredPhoto {
  readonly hash: string;
  readonly extension: string;
}

export function storedPhoto(db: ReadableDb, hash: string): StoredPhoto | undefined {
  return first(db, 'SELECT hash, extension FROM photos WHERE hash = @hash', { hash });
}

export function allStoredPhotos(db: ReadableDb): StoredPhoto[] {
  return all(db, 'SELECT hash, extension FROM photos ORDER BY id');
}

export interface ExportedPhoto extends StoredPhoto {
  readonly survey: string;
  readonly class: string | null;
  readonly number: string;
  readonly angle: number;
  readonly fileName: string;
}

/** Every photo with what its place in an exported tree is made of. */
export function photosForExport(db: ReadableDb): ExportedPhoto[] {
  return all(
    db,
    `SELECT photos.hash, photos.extension, surveys.name AS survey, classes.name AS class, samples.number, photos.angle,
       photos.file_name AS fileName
     FROM photos JOIN samples ON samples.id = photos.sample_id JOIN surveys ON surveys.id = samples.survey_id
     LEFT JOIN classes ON classes.id = samples.class_id
     WHERE photos.deleted_at IS NULL ORDER BY surveys.id, samples.number, photos.angle`,
  );
}
