import { termFields } from '#shared/fields/sample-fields.ts';
import { termFor, vocabularies } from '#shared/domain/vocabulary.ts';
import { type WritableDb, all, first, run } from '../../database.ts';
import { columnOf } from '../../edits/columns.ts';

/**
 * Looks again at the written words that had no term, where the vocabularies are newer than the lab has seen. This is no
 * edit: nothing that a person wrote changes.
 */
export function mapNewTerms(db: WritableDb): void {
  const seen = first<{ version: number }>(db, 'SELECT vocabulary_version AS version FROM lab')?.version ?? 0;
  if (seen >= vocabularies.version) return;
  for (const field of termFields) {
    const written = columnOf('samples', field);
    const term = columnOf('samples', `${field}Term`);
    const words = all<{ word: string }>(
      db,
      `SELECT DISTINCT ${written} AS word FROM samples WHERE ${written} IS NOT NULL AND ${term} IS NULL`,
    );
    for (const { word } of words) {
      const id = termFor(field, word)?.id;
      if (id === undefined) continue;
      run(db, `UPDATE samples SET ${term} = @id WHERE ${written} = @word AND ${term} IS NULL`, { id, word });
    }
  }
  run(db, 'UPDATE lab SET vocabulary_version = @version', { version: vocabularies.version });
}
