import type { Migration } from './migration.ts';

/** Splits, runs with their curves, models, verdicts, jobs. */
export const learning: Migration = {
  version: 20,
  sql: `
    CREATE TABLE splits (
      id INTEGER PRIMARY KEY,
      seed INTEGER NOT NULL,
      -- Report of the draw (counts, warnings, near-duplicates) as JSON, as it was shown.
      report TEXT NOT NULL,
      created_at TEXT NOT NULL
    ) STRICT;

    -- The key makes it impossible that a sample is on two sides of one split.
    CREATE TABLE split_samples (
      split_id INTEGER NOT NULL REFERENCES splits (id) ON DELETE CASCADE,
      sample_id INTEGER NOT NULL REFERENCES samples (id) ON DELETE CASCADE,
      side TEXT NOT NULL CHECK (side IN ('train', 'val', 'test')),
      PRIMARY KEY (split_id, sample_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX split_samples_sample ON split_samples (sample_id);

    CREATE TABLE runs (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled', 'interrupted')),
      recipe TEXT NOT NULL,
      classes TEXT NOT NULL,
      split_id INTEGER NOT NULL REFERENCES splits (id),
      started_at TEXT NOT NULL,
      ended_at TEXT,
      result TEXT,
      error TEXT
    ) STRICT;
    CREATE INDEX runs_split ON runs (split_id);

    CREATE TABLE run_epochs (
      run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
      epoch INTEGER NOT NULL,
      record TEXT NOT NULL,
      PRIMARY KEY (run_id, epoch)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE models (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL,
      run_id INTEGER REFERENCES runs (id),
      -- Relative to the lab's models/, so that a lab can be moved.
      file TEXT NOT NULL UNIQUE,
      classes TEXT NOT NULL,
      test TEXT,
      created_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX models_run ON models (run_id);
    CREATE INDEX models_name ON models (name);

    CREATE TABLE verdicts (
      id INTEGER PRIMARY KEY,
      model_id INTEGER NOT NULL REFERENCES models (id) ON DELETE CASCADE,
      verdict TEXT NOT NULL,
      class_name TEXT NOT NULL,
      confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
      probabilities TEXT NOT NULL,
      files TEXT NOT NULL,
      created_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX verdicts_model ON verdicts (model_id);

    CREATE TABLE jobs (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      kind TEXT NOT NULL,
      title TEXT NOT NULL,
      state TEXT NOT NULL
        CHECK (state IN ('queued', 'running', 'cancelling', 'done', 'cancelled', 'failed', 'interrupted')),
      args TEXT NOT NULL,
      progress TEXT,
      result TEXT,
      error TEXT,
      created_at TEXT NOT NULL,
      ended_at TEXT
    ) STRICT;
    CREATE INDEX jobs_state ON jobs (state);
  `,
};
