import type { PhotoId, SampleId } from '#shared/domain/ids.ts';
import { type ReadableDb, all } from '../database.ts';

type Wanted =
  | { readonly photos: readonly PhotoId[] }
  /** `and`: which of the samples' photos, as a condition. */
  | { readonly samples: readonly SampleId[]; readonly and: string };

/** The photos that are meant by their ids, or by ids of their samples. */
export function photosMeant(db: ReadableDb, ids: readonly number[], by: 'sample' | 'photo'): PhotoId[] {
  return by === 'photo' ? (ids as PhotoId[]) : photosOfSamples(db, ids as SampleId[]);
}

/** Ids of the photos in use of these samples. */
export function photosOfSamples(db: ReadableDb, samples: readonly SampleId[]): PhotoId[] {
  return photoRows<{ id: PhotoId }>(db, 'id', { samples, and: 'deleted_at IS NULL' }).map(({ id }) => id);
}

/** Columns of photos: of these, or of those of these samples, however many. @param columns text of our own, never input. */
export function photoRows<Row>(db: ReadableDb, columns: string, wanted: Wanted): Row[] {
  const [column, list, and] =
    'photos' in wanted ? ['id', wanted.photos, 'TRUE'] : ['sample_id', wanted.samples, wanted.and];
  return all(
    db,
    `SELECT ${columns} FROM photos WHERE ${column} IN (SELECT value FROM json_each(@list)) AND ${and}`,
    { list: JSON.stringify(list) },
  );
}
