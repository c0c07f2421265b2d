/** What takes its time, from when it was filed to what came of it. */
export const jobTables = `
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
    -- Order among the jobs that wait.
    place INTEGER,
    not_before TEXT,
    -- How long it was expected to take when it was filed.
    expected_seconds REAL,
    -- 1 where the end of the process stopped it, rather than a person.
    broken_off INTEGER NOT NULL DEFAULT 0 CHECK (broken_off IN (0, 1)),
    created_at TEXT NOT NULL,
    ended_at TEXT
  ) STRICT;
  CREATE INDEX jobs_state ON jobs (state);
`;
