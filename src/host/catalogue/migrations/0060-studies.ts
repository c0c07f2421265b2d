import type { Migration } from './migration.ts';

/** Studies, and which runs they are made of. */
export const studies: Migration = {
  version: 60,
  sql: `
    CREATE TABLE studies (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled', 'interrupted')),
      -- As it was asked for, as JSON.
      request TEXT NOT NULL,
      split_id INTEGER NOT NULL REFERENCES splits (id),
      -- How many runs it has in all.
      runs INTEGER NOT NULL,
      created_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX studies_split ON studies (split_id);

    CREATE TABLE study_runs (
      study_id INTEGER NOT NULL REFERENCES studies (id) ON DELETE CASCADE,
      -- Its place in the study's plan.
      place INTEGER NOT NULL,
      run_id INTEGER NOT NULL UNIQUE REFERENCES runs (id) ON DELETE CASCADE,
      -- What came of it, as JSON; null until the run has ended.
      point TEXT,
      PRIMARY KEY (study_id, place)
    ) STRICT, WITHOUT ROWID;
  `,
};
