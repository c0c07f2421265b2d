import type { LabSummary } from '#shared/domain/lab.ts';
import { first } from '../database.ts';
import type { Lab } from '../lab.ts';

/** The lab's name, age and how much is in it. */
export function labSummary({ db, directory, readOnly }: Lab): LabSummary {
  interface Row {
    name: string;
    createdAt: string;
    schemaVersion: number;
    surveys: number;
    samples: number;
    photos: number;
    runs: number;
    models: number;
  }
  const row = first<Row>(
    db,
    `SELECT name, created_at AS createdAt, (SELECT user_version FROM pragma_user_version) AS schemaVersion,
       (SELECT count(*) FROM surveys WHERE deleted_at IS NULL) AS surveys, (SELECT count(*) FROM samples WHERE deleted_at IS NULL) AS samples,
       (SELECT count(*) FROM photos WHERE deleted_at IS NULL) AS photos, (SELECT count(*) FROM runs) AS runs,
       (SELECT count(*) FROM models WHERE deleted_at IS NULL) AS models
     FROM lab`,
  );
  if (row === undefined) throw new Error('the lab table has no row');
  const { name, createdAt, schemaVersion, ...counts } = row;
  return { directory, name, createdAt, schemaVersion, readOnly, counts };
}
