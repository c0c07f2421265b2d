import type { Migration } from './migration.ts';

/**
 * A lab counts how often it was opened to be written, and says so itself while it is. Without that an older copy of its
 * database, or one whose write-ahead log was left behind, is taken for the lab as it was last.
 */
export const openings: Migration = {
  version: 100,
  sql: `
    ALTER TABLE lab ADD COLUMN openings INTEGER NOT NULL DEFAULT 0;
    -- ISO time; null where the lab was closed as it should be.
    ALTER TABLE lab ADD COLUMN open_since TEXT;
    -- The last opening in which anything was changed.
    ALTER TABLE lab ADD COLUMN changed_in INTEGER NOT NULL DEFAULT 0;
  `,
};
