import type { ClassSummary } from '#shared/catalogue.ts';
import { type ReadableDb, type WritableDb, all, first, run } from '../database.ts';

/** All classes in order of their id, with what is labelled so. */
export function listClasses(db: ReadableDb): ClassSummary[] {
  return all(
    db,
    `SELECT classes.id, classes.name, count(DISTINCT samples.id) AS samples, count(photos.id) AS photos
     FROM classes
     LEFT JOIN samples ON samples.class_id = classes.id
     LEFT JOIN photos ON photos.sample_id = samples.id
     GROUP BY classes.id ORDER BY classes.id`,
  );
}

/** Id of the class of that name; made where there is none. */
export function classNamed(db: WritableDb, name: string): number {
  const found = first<{ id: number }>(db, 'SELECT id FROM classes WHERE name = @name', { name });
  return found?.id ?? run(db, 'INSERT INTO classes (name) VALUES (@name)', { name }).id;
}
