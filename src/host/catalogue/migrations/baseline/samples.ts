/** Samples and their photos. A photo in use belongs to a sample in use, a sample in use to a survey in use. */
export const sampleTables = `
  CREATE TABLE samples (
    id INTEGER PRIMARY KEY,
    survey_id INTEGER NOT NULL REFERENCES surveys (id) ON DELETE CASCADE,
    number TEXT NOT NULL,
    class_id INTEGER REFERENCES classes (id),
    role TEXT NOT NULL DEFAULT 'environmental' CHECK (role IN ('environmental', 'blank', 'spike')),
    -- Words are kept as written; the column beside each is the vocabulary's term for it, null where it has none.
    morphotype TEXT,
    morphotype_term TEXT,
    colour TEXT,
    colour_term TEXT,
    polymer TEXT,
    polymer_term TEXT,
    transparency TEXT,
    identification TEXT,
    size_um REAL CHECK (size_um > 0),
    mass_mg REAL CHECK (mass_mg > 0),
    replicate INTEGER,
    -- When the class was decided in the review, and what it was before: what people said on their own.
    reviewed_at TEXT,
    reviewed_from INTEGER,
    -- Where an import found the sample, so that importing the same folder again finds the same sample.
    source_key TEXT,
    created_at TEXT NOT NULL,
    deleted_at TEXT,
    notes TEXT,
    UNIQUE (survey_id, number),
    UNIQUE (survey_id, source_key)
  ) STRICT;
  CREATE INDEX samples_class ON samples (class_id);
  -- S-10000 comes after S-9999: shorter numbers first.
  CREATE INDEX samples_order ON samples (survey_id, length(number), number) WHERE deleted_at IS NULL;
  -- The bin of a large lab is looked into as quickly as that of a small one.
  CREATE INDEX samples_bin ON samples (deleted_at) WHERE deleted_at IS NOT NULL;

  CREATE TABLE photos (
    id INTEGER PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
    sample_id INTEGER NOT NULL REFERENCES samples (id) ON DELETE CASCADE,
    -- Its place among the sample's photos, from 0.
    angle INTEGER NOT NULL CHECK (angle >= 0),
    extension TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    width_px INTEGER NOT NULL,
    height_px INTEGER NOT NULL,
    taken_at TEXT,
    um_per_pixel REAL CHECK (um_per_pixel > 0),
    -- Null for what an import brought along.
    scale_source TEXT CHECK (scale_source IN ('typed', 'ruler', 'profile')),
    -- The user's own turn, clockwise, on top of EXIF orientation; the bytes are never touched.
    rotation_degrees INTEGER NOT NULL DEFAULT 0 CHECK (rotation_degrees IN (0, 90, 180, 270)),
    file_name TEXT NOT NULL,
    -- 64-bit difference hash as 16 hex digits.
    fingerprint TEXT NOT NULL CHECK (length(fingerprint) = 16),
    imported_at TEXT NOT NULL,
    deleted_at TEXT
  ) STRICT;
  CREATE INDEX photos_sample ON photos (sample_id, deleted_at, angle);
  CREATE INDEX photos_bin ON photos (deleted_at) WHERE deleted_at IS NOT NULL;
`;
