/** The lab itself, its classes and the named scales of objectives and cameras. */
export const labTables = `
  CREATE TABLE lab (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL,
    created_at TEXT NOT NULL,
    -- Tells this lab's files from another's, wherever they are carried.
    uid TEXT,
    -- Who the edits are made by; null until somebody has said so.
    person TEXT,
    vocabulary_version INTEGER NOT NULL DEFAULT 0,
    -- The scale that new photos get.
    profile_id INTEGER REFERENCES scale_profiles (id),
    -- A column of the lab: two promoted models cannot be.
    promoted_model INTEGER REFERENCES models (id) ON DELETE SET NULL
  ) STRICT;
  CREATE INDEX lab_profile ON lab (profile_id);
  CREATE INDEX lab_promoted_model ON lab (promoted_model);

  -- A class keeps its id for ever; models refer to the id, people to the name.
  CREATE TABLE classes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE
  ) STRICT;

  -- A profile that was removed keeps its row, so that it can be brought back by an undo.
  CREATE TABLE scale_profiles (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    um_per_pixel REAL NOT NULL CHECK (um_per_pixel > 0),
    deleted_at TEXT
  ) STRICT;
`;
