import type { Migration } from './migration.ts';

/** How the columns of a lab's tables were read: the next table with the same headers is read alike. */
export const tableColumns: Migration = {
  version: 60,
  sql: `
    CREATE TABLE table_columns (
      -- The headers of the table, as a JSON array of strings.
      headers TEXT PRIMARY KEY,
      -- The header of each field, as a JSON object; '' for a field without a column.
      columns TEXT NOT NULL,
      used_at TEXT NOT NULL
    ) STRICT;
  `,
};
