import type { Migration } from './migration.ts';

/** A verdict may be of a sample that was kept at the bench; what the person said is the sample's class. */
export const keptVerdicts: Migration = {
  version: 40,
  sql: `
    ALTER TABLE verdicts ADD COLUMN sample_id INTEGER REFERENCES samples (id) ON DELETE CASCADE;
    CREATE INDEX verdicts_sample ON verdicts (sample_id);
  `,
};
