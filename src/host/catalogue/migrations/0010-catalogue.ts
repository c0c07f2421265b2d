import type { Migration } from './migration.ts';

/** Labs, sites, surveys, classes, samples and their photos. */
export const catalogue: Migration = {
  version: 10,
  sql: `
    CREATE TABLE lab (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      name TEXT NOT NULL,
      created_at TEXT NOT NULL
    ) STRICT;

    CREATE TABLE sites (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      latitude REAL CHECK (latitude BETWEEN -90 AND 90),
      longitude REAL CHECK (longitude BETWEEN -180 AND 180)
    ) STRICT;

    CREATE TABLE surveys (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      site_id INTEGER REFERENCES sites (id),
      date TEXT,
      created_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX surveys_site ON surveys (site_id);

    -- A class keeps its id for ever; models refer to the id, people to the name.
    CREATE TABLE classes (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL UNIQUE
    ) STRICT;

    CREATE TABLE samples (
      id INTEGER PRIMARY KEY,
      survey_id INTEGER NOT NULL REFERENCES surveys (id) ON DELETE CASCADE,
      number TEXT NOT NULL,
      class_id INTEGER REFERENCES classes (id),
      morphotype TEXT,
      size_um REAL CHECK (size_um > 0),
      -- Where an import found the sample, so that importing the same folder again finds the same sample.
      source_key TEXT,
      created_at TEXT NOT NULL,
      UNIQUE (survey_id, number),
      UNIQUE (survey_id, source_key)
    ) STRICT;
    CREATE INDEX samples_class ON samples (class_id);

    CREATE TABLE photos (
      id INTEGER PRIMARY KEY,
      hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
      sample_id INTEGER NOT NULL REFERENCES samples (id) ON DELETE CASCADE,
      angle INTEGER NOT NULL CHECK (angle >= 0),
      extension TEXT NOT NULL,
      bytes INTEGER NOT NULL,
      width INTEGER NOT NULL,
      height INTEGER NOT NULL,
      taken_at TEXT,
      um_per_pixel REAL CHECK (um_per_pixel > 0),
      -- The user's own turn, clockwise, on top of EXIF orientation; the bytes are never touched.
      rotation INTEGER NOT NULL DEFAULT 0 CHECK (rotation IN (0, 90, 180, 270)),
      file_name TEXT NOT NULL,
      -- 64-bit difference hash as 16 hex digits.
      fingerprint TEXT NOT NULL CHECK (length(fingerprint) = 16),
      imported_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX photos_sample ON photos (sample_id, angle);
  `,
};
