import type { Migration } from './migration.ts';

/** A person may ask another precision of a model than it was made with; null is what its file says. */
export const trust: Migration = {
  version: 110,
  sql: `
    ALTER TABLE models ADD COLUMN target_precision REAL CHECK (target_precision BETWEEN 0.5 AND 1);
    ALTER TABLE models ADD COLUMN threshold REAL CHECK (threshold BETWEEN 0 AND 1);
  `,
};
