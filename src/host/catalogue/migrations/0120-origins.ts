import type { Migration } from './migration.ts';

/**
 * Where things of other labs come from, so that what comes again is known again, whatever it is called by then. A row is born
 * of a merge, or was here already and is the same thing.
 */
export const origins: Migration = {
  version: 120,
  sql: `
    CREATE TABLE origins (
      -- The table of the thing.
      entity TEXT NOT NULL,
      -- The lab that made it by its uid, its row there, and when it was made: 'UID/12/2026-08-02T10:00:00.000Z'.
      origin TEXT NOT NULL,
      -- The merge that brought it: while that is taken back, this counts for nothing.
      edit_id INTEGER NOT NULL REFERENCES edits (id) ON DELETE CASCADE,
      -- The row of it here.
      row_id INTEGER NOT NULL,
      -- 1 where that row was made for it.
      born INTEGER NOT NULL CHECK (born IN (0, 1)),
      -- What the other lab said of it then, as JSON: what differs later was changed since.
      said TEXT NOT NULL CHECK (json_valid(said)),
      PRIMARY KEY (entity, origin, edit_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX origins_edit ON origins (edit_id);
  `,
};
