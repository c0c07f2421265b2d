import type { Migration } from './migration.ts';

/** Search answers the first letter as quickly as the second: the index keeps beginnings of one letter too. */
export const searchLetters: Migration = {
  version: 81,
  sql: `
    DROP TABLE sample_search;
    CREATE VIRTUAL TABLE sample_search USING fts5 (
      words, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
    );
    INSERT INTO sample_search (rowid, words) SELECT id, words FROM sample_words;
  `,
};
