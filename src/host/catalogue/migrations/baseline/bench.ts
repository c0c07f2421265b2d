/** Sittings at the bench, the verdicts that were given in them, and what photos are like and how they were taken. */
export const benchTables = `
  -- One sitting at the bench. One without an end is under way, or was when its program ended.
  CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person TEXT NOT NULL,
    started_at TEXT NOT NULL,
    ended_at TEXT,
    -- The camera's settings at the start, as JSON.
    camera TEXT,
    -- What was on the stage then.
    stage_kind TEXT CHECK (stage_kind IN ('empty', 'ruler', 'reference')),
    -- What its picture is like, as JSON.
    stage_statistics TEXT,
    -- Which part of the picture was looked at, as JSON: elsewhere the same empty stage looks different.
    stage_region TEXT
  ) STRICT;
  CREATE INDEX sessions_open ON sessions (id) WHERE ended_at IS NULL;

  -- The stage's picture apart from its session, so that listing sessions reads no pictures. PNG, as it was looked at.
  CREATE TABLE session_stages (
    session_id INTEGER PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
    photo BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- That the picture had drifted from the training photos, the first time for each statistic and side.
  CREATE TABLE session_warnings (
    session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    statistic TEXT NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('below', 'above')),
    at TEXT NOT NULL,
    -- In the statistic's own unit.
    value REAL NOT NULL,
    low REAL NOT NULL,
    high REAL NOT NULL,
    -- How many fragments the value is the mean of; 1 for a picture.
    fragments INTEGER NOT NULL,
    PRIMARY KEY (session_id, statistic, side)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE verdicts (
    id INTEGER PRIMARY KEY,
    model_id INTEGER NOT NULL REFERENCES models (id) ON DELETE CASCADE,
    verdict TEXT NOT NULL,
    -- The class as it was called then, and the lab's class; a model from elsewhere may have one that this lab does not.
    class_name TEXT NOT NULL,
    class_id INTEGER,
    confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    probabilities TEXT NOT NULL,
    files TEXT NOT NULL,
    -- The sample that was kept at the bench, where one was; what the person said is the sample's class.
    sample_id INTEGER REFERENCES samples (id) ON DELETE CASCADE,
    session_id INTEGER REFERENCES sessions (id) ON DELETE SET NULL,
    created_at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX verdicts_model ON verdicts (model_id);
  CREATE INDEX verdicts_sample ON verdicts (sample_id);
  CREATE INDEX verdicts_session ON verdicts (session_id);

  CREATE TABLE photo_fingerprints (
    photo_id INTEGER PRIMARY KEY REFERENCES photos (id) ON DELETE CASCADE,
    -- As JSON, see shared/camera/statistics.ts.
    statistics TEXT NOT NULL,
    -- How it was taken, as JSON; null for a photo that came from elsewhere.
    camera TEXT,
    -- The verdict that it was kept with.
    verdict_id INTEGER REFERENCES verdicts (id) ON DELETE SET NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX photo_fingerprints_verdict ON photo_fingerprints (verdict_id);
`;
