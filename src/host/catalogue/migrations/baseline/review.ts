/** What a review is made of: what models say of whole samples, and what blind readers said. */
export const reviewTables = `
  -- What a model says of a sample over all its photos.
  CREATE TABLE opinions (
    model_id INTEGER NOT NULL REFERENCES models (id) ON DELETE CASCADE,
    sample_id INTEGER NOT NULL REFERENCES samples (id) ON DELETE CASCADE,
    -- The lab's class; a model that came from elsewhere may have one that is not there any more.
    class_id INTEGER NOT NULL,
    confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    -- What it comes to by the model's own threshold.
    outcome TEXT NOT NULL CHECK (outcome IN ('class', 'unsure', 'unlike')),
    -- Fingerprint of the photos and their turns that it looked at: a sample whose photos changed is asked about again.
    photos TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    PRIMARY KEY (model_id, sample_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX opinions_sample ON opinions (sample_id);

  -- What a person said of a sample who saw neither its class nor a model's.
  CREATE TABLE readings (
    id INTEGER PRIMARY KEY,
    sample_id INTEGER NOT NULL REFERENCES samples (id) ON DELETE CASCADE,
    person TEXT NOT NULL,
    class_id INTEGER REFERENCES classes (id),
    -- The class that the sample had then, before anybody could have looked at the reading.
    label_id INTEGER REFERENCES classes (id),
    read_at TEXT NOT NULL,
    deleted_at TEXT,
    UNIQUE (sample_id, person)
  ) STRICT;
  CREATE INDEX readings_class ON readings (class_id);
  CREATE INDEX readings_label ON readings (label_id);
`;
