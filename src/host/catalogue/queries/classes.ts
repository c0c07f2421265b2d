import type { ClassSummary } from '#shared/domain/class.ts';
import { StrandlineError } from '#shared/errors.ts';
import { type ReadableDb, type WritableDb, all, first, run } from '../database.ts';

/** All classes in use in their order, with what is labelled so. */
export function listClasses(db: ReadableDb): ClassSummary[] {
  return all(
    db,
    `SELECT classes.id, classes.name, classes.colour, classes.key, count(samples.id) AS samples,
       coalesce(sum((SELECT count(*) FROM photos WHERE sample_id = samples.id AND photos.deleted_at IS NULL)), 0) AS photos
     FROM classes LEFT JOIN samples ON samples.class_id = classes.id AND samples.deleted_at IS NULL
     WHERE classes.deleted_at IS NULL GROUP BY classes.id ORDER BY position NULLS LAST, classes.id`,
  );
}

/** Id of the class of that name; made where there is none, taken into use where it was deleted. */
export function classNamed(db: WritableDb, name: string): number {
  const found = first<{ id: number }>(
    db,
    'UPDATE classes SET deleted_at = NULL WHERE name = @name RETURNING id',
    { name },
  );
  return found?.id ?? run(db, 'INSERT INTO classes (name) VALUES (@name)', { name }).id;
}

/** @throws StrandlineError `not-found`. */
export function className(db: ReadableDb, id: number): string {
  const row = first<{ name: string }>(db, 'SELECT name FROM classes WHERE id = @id', { id });
  if (row === undefined) throw new StrandlineError('not-found', `This lab has no class ${id}.`);
  return row.name;
}
