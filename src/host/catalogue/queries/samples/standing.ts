import type { SampleId } from '#shared/domain/ids.ts';
import { type ReadableDb, all, first } from '../../database.ts';

/** Whether a sample is in use, its making was undone, or a person has put it into the bin. */
export type Standing = 'in-use' | 'unmade' | 'binned';

/** How a sample stands. One that is not there at all counts as put into the bin. */
export function standingOf(db: ReadableDb, sample: SampleId): Standing {
  // A step that makes a sample takes it out of the bin, into which it was born: an undo puts it back as of then.
  const row = first<{ standing: Standing }>(
    db,
    `SELECT CASE WHEN deleted_at IS NULL THEN 'in-use' WHEN deleted_at = created_at THEN 'unmade' ELSE 'binned' END
       AS standing
     FROM samples WHERE id = @sample`,
    { sample },
  );
  return row?.standing ?? 'binned';
}

/** The survey of a sample, also of one in the bin; undefined where there is no such sample. */
export function surveyOfSample(db: ReadableDb, sample: SampleId): number | undefined {
  return first<{ survey: number }>(db, 'SELECT survey_id AS survey FROM samples WHERE id = @sample', {
    sample,
  })?.survey;
}

/** Which files are photos of the lab already, as far as names and sizes tell. @param files paths with sizes in bytes. */
export function filesKnown(db: ReadableDb, files: ReadonlyMap<string, number>): string[] {
  const asked = [...files].map(([path, bytes]) => ({ path, bytes, name: path.split(/[\\/]/).at(-1) }));
  return all<{ path: string }>(
    db,
    `SELECT DISTINCT asked.value ->> 'path' AS path FROM json_each(@asked) AS asked
     JOIN (SELECT file_name, bytes FROM photos) AS known
       ON known.file_name = asked.value ->> 'name' AND known.bytes = asked.value ->> 'bytes'`,
    { asked: JSON.stringify(asked) },
  ).map(({ path }) => path);
}
