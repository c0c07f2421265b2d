import type { SampleId } from '#shared/domain/ids.ts';
import type { Rotation } from '#shared/domain/photo.ts';
import { type ReadableDb, all } from '../../database.ts';

/** Where a photo that a run has predicted is now. */
export interface PhotoPlace {
  readonly hash: string;
  readonly sample: SampleId;
  readonly rotation: Rotation;
  /** Its place among the photos of its sample, from 0. */
  readonly angle: number;
}

/** The photos with these hashes that are in use, by hash. One query, however many; those in the bin are not among them. */
export function photoPlaces(db: ReadableDb, hashes: readonly string[]): Map<string, PhotoPlace> {
  const rows = all<PhotoPlace>(
    db,
    `SELECT photos.hash, photos.sample_id AS sample, photos.rotation_degrees AS rotation,
       (SELECT count(*) FROM photos AS before WHERE before.sample_id = photos.sample_id AND before.deleted_at IS NULL
          AND (before.angle, before.id) < (photos.angle, photos.id)) AS angle
     FROM photos JOIN samples ON samples.id = photos.sample_id
     WHERE photos.hash IN (SELECT value FROM json_each(@hashes))
       AND photos.deleted_at IS NULL AND samples.deleted_at IS NULL`,
    { hashes: JSON.stringify(hashes) },
  );
  return new Map(rows.map((row) => [row.hash, row]));
}

/** The numbers of the samples with these ids that are in use. */
export function numbersOfSamples(db: ReadableDb, samples: readonly number[]): Map<number, string> {
  const rows = all<{ id: number; number: string }>(
    db,
    `SELECT id, number FROM samples WHERE id IN (SELECT value FROM json_each(@samples)) AND deleted_at IS NULL`,
    { samples: JSON.stringify(samples) },
  );
  return new Map(rows.map(({ id, number }) => [id, number]));
}

/** The classes that the samples with these ids have now, of those that are in use; null where one has none. */
export function classesOfSamples(
  db: ReadableDb,
  samples: readonly number[],
): Map<number, { readonly id: number; readonly name: string } | null> {
  const rows = all<{ sample: number; id: number | null; name: string | null }>(
    db,
    `SELECT samples.id AS sample, classes.id, classes.name FROM samples LEFT JOIN classes ON classes.id = samples.class_id
     WHERE samples.id IN (SELECT value FROM json_each(@samples)) AND samples.deleted_at IS NULL`,
    { samples: JSON.stringify(samples) },
  );
  return new Map(
    rows.map(({ sample, id, name }) => [sample, id === null || name === null ? null : { id, name }]),
  );
}
