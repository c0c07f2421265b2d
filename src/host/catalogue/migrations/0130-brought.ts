import type { Migration } from './migration.ts';

/**
 * Sessions, verdicts and models come with another lab, and go with the merge that brought them; so does what it told of what
 * people did there.
 */
export const brought: Migration = {
  version: 130,
  sql: `
    -- Set where the merge that brought it was taken back.
    ALTER TABLE sessions ADD COLUMN deleted_at TEXT;
    -- The uid of the lab in which it was held; null: here.
    ALTER TABLE sessions ADD COLUMN held_in TEXT;
    ALTER TABLE verdicts ADD COLUMN deleted_at TEXT;
    -- What comes with another lab may be older than what is here.
    DROP INDEX verdicts_model;
    CREATE INDEX verdicts_model ON verdicts (model_id, created_at);
    ALTER TABLE models ADD COLUMN deleted_at TEXT;
    -- Of a step that people of another lab made: the merge that told of it. While that is taken back, it is not told.
    ALTER TABLE edits ADD COLUMN told_by INTEGER REFERENCES edits (id) ON DELETE SET NULL;
    CREATE INDEX edits_told_by ON edits (told_by);
  `,
};
