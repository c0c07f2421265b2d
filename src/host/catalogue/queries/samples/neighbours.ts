import type { SampleId } from '#shared/domain/ids.ts';
import { type ReadableDb, all } from '../../database.ts';

interface SampleOfPhoto {
  readonly id: SampleId;
  readonly number: string;
  readonly class: string | null;
}

/** The samples that photos belong to now, by the photos' hashes; those in the bin or gone are left out. */
export function samplesOfHashes(db: ReadableDb, hashes: readonly string[]): Map<string, SampleOfPhoto> {
  const rows = all<SampleOfPhoto & { hash: string }>(
    db,
    `SELECT photos.hash, samples.id, samples.number, classes.name AS class
     FROM photos JOIN samples ON samples.id = photos.sample_id LEFT JOIN classes ON classes.id = samples.class_id
     WHERE photos.hash IN (SELECT value FROM json_each(@hashes)) AND photos.deleted_at IS NULL`,
    { hashes: JSON.stringify(hashes) },
  );
  return new Map(rows.map(({ hash, ...sample }) => [hash, sample]));
}
