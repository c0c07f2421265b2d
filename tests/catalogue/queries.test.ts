import { expect, test } from 'vitest';
import { all } from '#host/catalogue/database.ts';
import { temporaryLab } from '../support/labs.ts';

/** The hot queries must find their rows by an index, however large the lab grows. */
test.each([
  ['photo by hash', 'SELECT 1 FROM photos WHERE hash = @a', /USING .*INDEX sqlite_autoindex_photos/],
  [
    'photos of a sample',
    'SELECT * FROM photos WHERE sample_id = @a AND deleted_at IS NULL ORDER BY angle',
    /USING INDEX photos_sample/,
  ],
  ['sample by source', 'SELECT id FROM samples WHERE survey_id = @a AND source_key = @a', /USING .*INDEX/],
  ['samples of a class', 'SELECT id FROM samples WHERE class_id = @a', /samples_class/],
  [
    'side of a sample',
    'SELECT side FROM split_samples WHERE split_id = @a AND sample_id = @a',
    /USING PRIMARY KEY/,
  ],
  [
    'what an undo brings back',
    `UPDATE samples SET notes = changes.before FROM changes WHERE changes.edit_id = @a AND changes.entity = @a
       AND changes.field = @a AND samples.id = changes.row_id`,
    /changes USING PRIMARY KEY.*[\s\S]*samples USING INTEGER PRIMARY KEY/,
  ],
  ['the last step', `SELECT id FROM edits WHERE state = 'done' ORDER BY id DESC LIMIT 1`, /edits_state/],
  [
    'the history of a sample',
    `SELECT * FROM changes WHERE entity = @a AND row_id = @a ORDER BY edit_id`,
    /changes_row/,
  ],
  [
    'samples by their ids',
    `SELECT * FROM samples WHERE id IN (SELECT value FROM json_each(@a))`,
    /INTEGER PRIMARY KEY/,
  ],
  [
    "a person's reading of a sample",
    'SELECT id FROM readings WHERE sample_id = @a AND person = @a',
    /readings USING (COVERING )?INDEX/,
  ],
  [
    'what a model says of a sample',
    'SELECT confidence FROM opinions WHERE model_id = @a AND sample_id = @a',
    /opinions USING PRIMARY KEY/,
  ],
  [
    'photos of a sample in the bin with it',
    'SELECT id FROM photos WHERE sample_id = @a AND deleted_at = @a',
    /USING (COVERING )?INDEX photos_sample/,
  ],
  ['a job by its id', 'SELECT * FROM jobs WHERE id = @a', /INTEGER PRIMARY KEY/],
  ['epochs of a run', 'SELECT record FROM run_epochs WHERE run_id = @a ORDER BY epoch', /USING PRIMARY KEY/],
])('%s', (_title, sql, plan) => {
  const { db } = temporaryLab();
  const steps = all<{ detail: string }>(db, `EXPLAIN QUERY PLAN ${sql}`, { a: 1 }).map(
    ({ detail }) => detail,
  );
  expect(steps.join('\n')).toMatch(plan);
  expect(steps.join('\n').replace('SCAN json_each', '')).not.toMatch(/SCAN|TEMP B-TREE/);
});

test('every column that refers to another table is indexed', () => {
  const { db } = temporaryLab();
  const tables = all<{ name: string }>(
    db,
    `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`,
  );
  const unindexed = tables.flatMap(({ name }) => {
    const keys = all<{ from: string }>(db, `PRAGMA foreign_key_list(${name})`).map(({ from }) => from);
    const leading = all<{ name: string }>(db, `PRAGMA index_list(${name})`).map(
      (index) => all<{ name: string }>(db, `PRAGMA index_info(${index.name})`)[0]?.name,
    );
    return keys.filter((key) => !leading.includes(key)).map((key) => `${name}.${key}`);
  });
  expect(unindexed).toEqual([]);
});
