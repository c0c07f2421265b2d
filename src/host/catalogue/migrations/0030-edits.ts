import type { Migration } from './migration.ts';

/** Edits with a history that can be taken back, and a bin: what is deleted keeps its row. */
export const edits: Migration = {
  version: 30,
  sql: `
    ALTER TABLE lab ADD COLUMN person TEXT;

    -- One step that a person made, however many rows it touched. dropped: taken back, and then something else was done.
    CREATE TABLE edits (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      person TEXT NOT NULL,
      at TEXT NOT NULL,
      kind TEXT NOT NULL,
      -- How many things a person would say it was done to.
      things INTEGER NOT NULL,
      state TEXT NOT NULL DEFAULT 'done' CHECK (state IN ('done', 'undone', 'dropped'))
    ) STRICT;
    CREATE INDEX edits_state ON edits (state, id);

    -- Every change is one field of one row, also making (deleted_at to null) and deleting (deleted_at to a time).
    CREATE TABLE changes (
      edit_id INTEGER NOT NULL REFERENCES edits (id) ON DELETE CASCADE,
      entity TEXT NOT NULL,
      field TEXT NOT NULL,
      row_id INTEGER NOT NULL,
      before ANY,
      after ANY,
      PRIMARY KEY (edit_id, entity, field, row_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX changes_row ON changes (entity, row_id, edit_id);

    -- A photo in use belongs to a sample in use, a sample in use to a survey in use.
    ALTER TABLE surveys ADD COLUMN deleted_at TEXT;
    ALTER TABLE samples ADD COLUMN deleted_at TEXT;
    ALTER TABLE photos ADD COLUMN deleted_at TEXT;

    -- The highest number given to a sample: a number that was on a label once is never given again.
    ALTER TABLE surveys ADD COLUMN last_number INTEGER NOT NULL DEFAULT 0;
    UPDATE surveys SET last_number = coalesce(
      (SELECT max(CAST(substr(number, 3) AS INTEGER)) FROM samples
       WHERE survey_id = surveys.id AND number GLOB 'S-[0-9]*'), 0);

    DROP INDEX photos_sample;
    CREATE INDEX photos_sample ON photos (sample_id, deleted_at, angle);
    CREATE INDEX photos_bin ON photos (deleted_at) WHERE deleted_at IS NOT NULL;
    -- S-10000 comes after S-9999: shorter numbers first.
    CREATE INDEX samples_order ON samples (survey_id, length(number), number) WHERE deleted_at IS NULL;
  `,
};
