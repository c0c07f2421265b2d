import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { all, run } from '#host/catalogue/database.ts';
import { createLab } from '#host/catalogue/lab.ts';
import { tooMuch } from '#host/catalogue/own-schema.ts';
import { refusal } from '../../support/errors.ts';
import { temporaryFolder, temporaryLab } from '../../support/labs.ts';
import { merge, previewOf } from '../../support/three-labs.ts';

/** A lab's folder, closed, with this done to its database. */
function labWith(sql: string): string {
  const directory = join(temporaryFolder(), 'lab');
  createLab(directory).close();
  const db = new Database(join(directory, 'lab.sqlite3'));
  db.unsafeMode(true);
  db.exec(sql);
  db.close();
  return directory;
}

const endless = 'WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x';

test('what is more than memory has room for is not read', () => {
  const lab = temporaryLab();
  run(lab.db, 'INSERT INTO sites (name, notes) VALUES (@name, @notes)', {
    name: 'a',
    notes: 'x'.repeat(3e6),
  });
  expect(tooMuch(lab.db)).toBeUndefined();
  expect(tooMuch(lab.db, 2e6)).toBe('its tables hold more than 2 MB');
});

test.each([
  [
    'a view without end in the place of a table',
    `ALTER TABLE sites RENAME TO other; CREATE VIEW sites AS ${endless} AS id FROM n`,
    'none of ours',
  ],
  [
    'a trigger without end',
    `CREATE TRIGGER more AFTER UPDATE ON lab BEGIN INSERT INTO classes (name) ${endless} FROM n; END`,
    'more',
  ],
  ['a virtual table', 'CREATE VIRTUAL TABLE more USING fts5 (words)', 'more'],
  ['a column less', 'ALTER TABLE verdicts DROP COLUMN sureness', 'verdicts.sureness'],
  ['a table less', 'DROP TABLE origins', 'origins'],
  ['tables of another version', 'PRAGMA user_version = 60', 'no such index'],
])('a lab with %s is refused before anything of it is read', async (_what, sql, named) => {
  const lab = temporaryLab();
  const source = labWith(sql);
  for (const work of [() => previewOf(lab, { directory: source }), () => merge(lab, { directory: source })])
    expect((await refusal('not-a-lab', work)).message).toContain(named);
  expect(all(lab.db, 'SELECT * FROM edits')).toEqual([]);
});
