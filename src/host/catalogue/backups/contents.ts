import type { Differences, LabContents } from '#shared/domain/backup.ts';
import { type ReadableDb, all, first } from '../database.ts';

/** How much a lab's database of any schema version has in it. */
export function contentsOf(db: ReadableDb): LabContents {
  const row = first<LabContents>(
    db,
    `SELECT name, (SELECT count(*) FROM samples WHERE deleted_at IS NULL) AS samples,
       (SELECT count(*) FROM photos WHERE deleted_at IS NULL) AS photos, (SELECT count(*) FROM classes) AS classes,
       (SELECT count(*) FROM runs) AS runs, (SELECT count(*) FROM models) AS models,
       (SELECT max(at) FROM edits) AS newestEdit
     FROM lab`,
  );
  if (row === undefined) throw new RangeError('the lab table has no row');
  return row;
}

/** What makes a thing the same in two copies of a lab: ids are given anew to what is made after a restore. */
const identities: Readonly<Record<keyof Differences, string>> = {
  samples: `SELECT id || ' ' || created_at FROM samples WHERE deleted_at IS NULL`,
  photos: 'SELECT hash FROM photos WHERE deleted_at IS NULL',
  classes: `SELECT id || ' ' || name FROM classes`,
  runs: `SELECT id || ' ' || started_at FROM runs`,
  models: 'SELECT file FROM models',
};

/** What would come and go of each kind if `then` took the place of `now`. */
export function differencesOf(now: ReadableDb, then: ReadableDb): Differences {
  const of = (kind: keyof Differences): Differences[keyof Differences] => {
    const [before, after] = [now, then].map((db) => namesIn(db, identities[kind])) as [
      Set<string>,
      Set<string>,
    ];
    return { comes: notIn(before, after), goes: notIn(after, before) };
  };
  return {
    samples: of('samples'),
    photos: of('photos'),
    classes: of('classes'),
    runs: of('runs'),
    models: of('models'),
  };
}

/** How many of some names are not among others. */
export function notIn(others: ReadonlySet<string>, names: Iterable<string>): number {
  let count = 0;
  for (const name of names) if (!others.has(name)) count += 1;
  return count;
}

function namesIn(db: ReadableDb, sql: string): Set<string> {
  return new Set(db.prepare(sql).pluck().all() as string[]);
}

/** Every picture that a database of any schema version knows, of samples and trays, also those in its bin. */
export function photosKnown(db: ReadableDb): { hash: string; extension: string }[] {
  const hasTrays = first(db, `SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'trays'`);
  const trays = hasTrays === undefined ? '' : ' UNION SELECT hash, extension FROM trays';
  return all(db, `SELECT hash, extension FROM photos${trays}`);
}
