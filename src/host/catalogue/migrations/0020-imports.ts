import type { Migration } from './migration.ts';

/**
 * Where photos came from: the folder of an import is a thing of its own, so that a later import can tell its own samples
 * from those of another folder of the same name, and so that one step takes an import back. Samples have the lab's own
 * name, photos say how their file was read, and the sources can be searched. Classes have an order, a colour and a key,
 * and can be deleted.
 */
export const imports: Migration = {
  version: 20,
  sql: `
    CREATE TABLE imports (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      -- Absolute path of the folder.
      directory TEXT NOT NULL,
      -- The last two parts of it, to be searched for and exported.
      name TEXT NOT NULL,
      -- Where its samples go that no list says anything else about; null where there are none.
      survey_id INTEGER REFERENCES surveys (id) ON DELETE CASCADE,
      -- The step that takes it back.
      edit_id INTEGER REFERENCES edits (id) ON DELETE SET NULL,
      -- What it was asked to do, as JSON.
      options TEXT NOT NULL,
      started_at TEXT NOT NULL,
      -- Null: it was interrupted, and the next import of the folder goes on with it.
      ended_at TEXT
    ) STRICT;
    CREATE INDEX imports_directory ON imports (directory);
    CREATE INDEX imports_survey ON imports (survey_id);
    CREATE INDEX imports_edit ON imports (edit_id);

    -- source_key is the sample's path in the imported folder behind the import's id ("12:plastic/JAR-017").
    ALTER TABLE samples ADD COLUMN import_id INTEGER REFERENCES imports (id) ON DELETE SET NULL;
    -- The lab's own name of it, where its number could not be that.
    ALTER TABLE samples ADD COLUMN label TEXT;
    -- The side of a split that its folder gave it.
    ALTER TABLE samples ADD COLUMN given_side TEXT CHECK (given_side IN ('train', 'val', 'test'));
    CREATE INDEX samples_import ON samples (import_id);

    ALTER TABLE photos ADD COLUMN import_id INTEGER REFERENCES imports (id) ON DELETE SET NULL;
    -- Path in the imported folder, with forward slashes.
    ALTER TABLE photos ADD COLUMN source TEXT;
    -- The page of a file with several pages, from 0.
    ALTER TABLE photos ADD COLUMN page INTEGER NOT NULL DEFAULT 0 CHECK (page >= 0);
    -- The values that are shown as black and as white, where the file has more than 8 bits.
    ALTER TABLE photos ADD COLUMN range_low REAL;
    ALTER TABLE photos ADD COLUMN range_high REAL;
    -- Where the camera says that it was, in decimal degrees.
    ALTER TABLE photos ADD COLUMN latitude REAL CHECK (latitude BETWEEN -90 AND 90);
    ALTER TABLE photos ADD COLUMN longitude REAL CHECK (longitude BETWEEN -180 AND 180);
    CREATE INDEX photos_source ON photos (import_id, source);

    -- Classes that folders gave to a photo that has, or was given, another one.
    CREATE TABLE label_conflicts (
      id INTEGER PRIMARY KEY,
      sample_id INTEGER NOT NULL REFERENCES samples (id) ON DELETE CASCADE,
      class_id INTEGER NOT NULL REFERENCES classes (id),
      -- The file that said so, as a path in its imported folder.
      file TEXT NOT NULL,
      import_id INTEGER REFERENCES imports (id) ON DELETE SET NULL,
      -- Null: it waits for an answer. Of one that was taken back: when it was.
      answered_at TEXT,
      UNIQUE (sample_id, class_id, file)
    ) STRICT;
    CREATE INDEX label_conflicts_class ON label_conflicts (class_id);
    CREATE INDEX label_conflicts_import ON label_conflicts (import_id);

    ALTER TABLE splits ADD COLUMN deleted_at TEXT;

    -- Place among the classes; those without one come behind, in order of their ids.
    ALTER TABLE classes ADD COLUMN position INTEGER;
    ALTER TABLE classes ADD COLUMN colour TEXT;
    -- The digit that labels with it, 1 to 9.
    ALTER TABLE classes ADD COLUMN key INTEGER CHECK (key BETWEEN 1 AND 9);
    ALTER TABLE classes ADD COLUMN deleted_at TEXT;

    DROP VIEW sample_words;
    CREATE VIEW sample_words AS
    SELECT samples.id, samples.survey_id, samples.class_id, surveys.site_id,
      concat_ws(' ', samples.number, samples.label, classes.name, samples.morphotype, samples.morphotype_term,
        samples.colour, samples.colour_term, samples.polymer, samples.polymer_term, samples.notes, surveys.name,
        sites.name) AS words
    FROM samples JOIN surveys ON surveys.id = samples.survey_id
    LEFT JOIN sites ON sites.id = surveys.site_id LEFT JOIN classes ON classes.id = samples.class_id;
    CREATE TRIGGER sample_search_label AFTER UPDATE OF label ON samples BEGIN
      INSERT OR REPLACE INTO sample_search (rowid, words) SELECT id, words FROM sample_words WHERE id = new.id;
    END;

    -- Where photos came from, by photo: a sample of a hundred photos would be indexed a hundred times.
    CREATE VIRTUAL TABLE photo_search USING fts5 (
      words, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
    );
    CREATE TRIGGER photo_search_insert AFTER INSERT ON photos BEGIN
      INSERT INTO photo_search (rowid, words) SELECT new.id,
        concat_ws(' ', (SELECT name FROM imports WHERE id = new.import_id), new.source, new.file_name);
    END;
    CREATE TRIGGER photo_search_delete AFTER DELETE ON photos BEGIN
      DELETE FROM photo_search WHERE rowid = old.id;
    END;
    INSERT INTO photo_search (rowid, words) SELECT id, file_name FROM photos;
  `,
};
