import type { Migration } from './migration.ts';

/** Which model the bench uses, which ones are retired, what people noted, where models came from, how they did elsewhere. */
export const registry: Migration = {
  version: 140,
  sql: `
    -- Tells this lab's files from another's, wherever they are carried.
    ALTER TABLE lab ADD COLUMN uid TEXT;
    UPDATE lab SET uid = lower(hex(randomblob(16)));
    -- A column of the lab: two promoted models cannot be.
    ALTER TABLE lab ADD COLUMN promoted_model INTEGER REFERENCES models (id) ON DELETE SET NULL;
    CREATE INDEX lab_promoted_model ON lab (promoted_model);

    ALTER TABLE models ADD COLUMN notes TEXT NOT NULL DEFAULT '';
    ALTER TABLE models ADD COLUMN retired_at TEXT;
    -- Of a model that came as a file: what its file said of where it is from, as JSON.
    ALTER TABLE models ADD COLUMN origin TEXT;

    CREATE TABLE evaluations (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      model_id INTEGER NOT NULL REFERENCES models (id) ON DELETE CASCADE,
      -- What was found, as JSON; the survey's name as it was then stands in it.
      report TEXT NOT NULL,
      created_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX evaluations_model ON evaluations (model_id, id);
  `,
};
