import { z } from 'zod';
import { type ColumnMap, tableFields } from '#shared/imports/table-columns.ts';
import { type ReadableDb, type WritableDb, first, run } from '../database.ts';

const columnsSchema = z.partialRecord(z.enum(tableFields), z.string());

/** The columns that a table with these headers was imported with, '' for fields that it had none for; none where it was not. */
export function rememberedColumns(db: ReadableDb, headers: readonly string[]): ColumnMap {
  const row = first<{ columns: string }>(db, 'SELECT columns FROM table_columns WHERE headers = @headers', {
    headers: JSON.stringify(headers),
  });
  return row === undefined ? {} : columnsSchema.parse(JSON.parse(row.columns));
}

/** Keeps the columns that a table with these headers was imported with. */
export function rememberColumns(
  db: WritableDb,
  { headers, columns, at }: { headers: readonly string[]; columns: ColumnMap; at: string },
): void {
  // A field without a column is kept too: a person may have taken it from one.
  const all = Object.fromEntries(tableFields.map((field) => [field, columns[field] ?? '']));
  run(
    db,
    `INSERT INTO table_columns (headers, columns, used_at) VALUES (@headers, @columns, @at)
     ON CONFLICT (headers) DO UPDATE SET columns = @columns, used_at = @at`,
    { headers: JSON.stringify(headers), columns: JSON.stringify(all), at },
  );
}
