/** Splits, runs with their curves, studies of many runs, and the models that came of them. */
export const learningTables = `
  CREATE TABLE splits (
    id INTEGER PRIMARY KEY,
    seed INTEGER NOT NULL,
    -- Report of the draw (counts, warnings, near-duplicates) as JSON, as it was shown.
    report TEXT NOT NULL,
    -- Which samples it was drawn from and which classes count as one, as JSON; null for everything as it is labelled.
    selection TEXT,
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
    -- Where it trains, known once its devices have been tried.
    device TEXT,
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

  CREATE TABLE models (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    run_id INTEGER REFERENCES runs (id),
    -- Relative to the lab's models/, so that a lab can be moved.
    file TEXT NOT NULL UNIQUE,
    classes TEXT NOT NULL,
    test TEXT,
    -- What a person asks of it in this lab, as shares; null is what its file says.
    target_precision REAL CHECK (target_precision BETWEEN 0.5 AND 1),
    threshold REAL CHECK (threshold BETWEEN 0 AND 1),
    notes TEXT NOT NULL DEFAULT '',
    -- Of a model that came as a file: what its file said of where it is from, as JSON.
    origin TEXT,
    created_at TEXT NOT NULL,
    retired_at TEXT
  ) STRICT;
  CREATE INDEX models_run ON models (run_id);
  CREATE INDEX models_name ON models (name);

  -- How models did on a survey.
  CREATE TABLE evaluations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    model_id INTEGER NOT NULL REFERENCES models (id) ON DELETE CASCADE,
    -- What was found, as JSON; the survey's name as it was then stands in it.
    report TEXT NOT NULL,
    created_at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX evaluations_model ON evaluations (model_id, id);
`;
