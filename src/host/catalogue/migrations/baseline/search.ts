/**
 * Full-text search over samples. The index keeps no text of its own (it is in the tables already), and beginnings from one
 * letter on; triggers keep it true whoever writes, so that an undo of a thousand notes needs no code.
 */
export const searchTables = `
  CREATE VIRTUAL TABLE sample_search USING fts5 (
    words, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
  );

  CREATE VIEW sample_words AS
  SELECT samples.id, samples.survey_id, samples.class_id, surveys.site_id,
    concat_ws(' ', samples.number, classes.name, samples.morphotype, samples.morphotype_term, samples.colour,
      samples.colour_term, samples.polymer, samples.polymer_term, samples.notes, surveys.name, sites.name) AS words
  FROM samples JOIN surveys ON surveys.id = samples.survey_id
  LEFT JOIN sites ON sites.id = surveys.site_id LEFT JOIN classes ON classes.id = samples.class_id;

  CREATE TRIGGER sample_search_insert AFTER INSERT ON samples BEGIN
    INSERT INTO sample_search (rowid, words) SELECT id, words FROM sample_words WHERE id = new.id;
  END;
  CREATE TRIGGER sample_search_update AFTER UPDATE OF number, class_id, morphotype, morphotype_term, colour,
    colour_term, polymer, polymer_term, notes ON samples BEGIN
    INSERT OR REPLACE INTO sample_search (rowid, words) SELECT id, words FROM sample_words WHERE id = new.id;
  END;
  CREATE TRIGGER sample_search_delete AFTER DELETE ON samples BEGIN
    DELETE FROM sample_search WHERE rowid = old.id;
  END;
  CREATE TRIGGER sample_search_survey AFTER UPDATE OF name, site_id ON surveys BEGIN
    INSERT OR REPLACE INTO sample_search (rowid, words) SELECT id, words FROM sample_words WHERE survey_id = new.id;
  END;
  CREATE TRIGGER sample_search_class AFTER UPDATE OF name ON classes BEGIN
    INSERT OR REPLACE INTO sample_search (rowid, words) SELECT id, words FROM sample_words WHERE class_id = new.id;
  END;
  CREATE TRIGGER sample_search_site AFTER UPDATE OF name ON sites BEGIN
    INSERT OR REPLACE INTO sample_search (rowid, words) SELECT id, words FROM sample_words WHERE site_id = new.id;
  END;
`;
