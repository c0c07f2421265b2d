import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createLab, labName, openLab } from '#host/catalogue/lab.ts';
import { migrate, migrations, newestVersion, schemaVersion } from '#host/catalogue/migrations/migrate.ts';
import type { Migration } from '#host/catalogue/migrations/migration.ts';
import { type WritableDb, openDatabase, run } from '#host/catalogue/database.ts';
import { columnOf } from '#host/catalogue/edits/columns.ts';
import { redo, undo } from '#host/catalogue/edits/edit.ts';
import { getJob, insertJob, updateJob } from '#host/catalogue/queries/jobs.ts';
import { labSummary } from '#host/catalogue/queries/lab.ts';
import { findModel, listModels } from '#host/catalogue/queries/learning/models.ts';
import { listSessions } from '#host/catalogue/queries/sessions.ts';
import { sampleFields } from '#shared/fields/sample-fields.ts';
import { siteFields } from '#shared/fields/site-fields.ts';
import { surveyFields } from '#shared/fields/survey-fields.ts';
import { startModule } from '../support/children.ts';
import { rememberColumns, rememberedColumns } from '#host/catalogue/queries/table-columns.ts';
import { refusal } from '../support/errors.ts';
import { importInto, reopened, temporaryFolder, temporaryLab } from '../support/labs.ts';
import { randomPhoto, writeTree } from '../support/photos.ts';
import { verifyLab } from '#host/catalogue/verify/verify-lab.ts';
import { canMount, mountSmallDisk } from '../support/small-disk.ts';

describe('a lab', () => {
  test('is made in a new folder and opened again', () => {
    const lab = temporaryLab();
    run(lab.db, `UPDATE lab SET name = 'Kiel'`);
    const { directory } = lab;
    lab.close();
    const again = reopened(directory);
    expect(labName(again)).toBe('Kiel');
    expect(labSummary(again)).toMatchObject({ schemaVersion: newestVersion, counts: { photos: 0, runs: 0 } });
  });

  test('is not made where one is, nor in a folder with other things', async () => {
    const lab = temporaryLab();
    lab.close();
    await refusal('lab-exists', () => createLab(lab.directory));
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'thesis.txt'), 'mine');
    await refusal('bad-argument', () => createLab(folder));
    expect(readdirSync(folder)).toEqual(['thesis.txt']);
  });

  test('a folder without one is not opened, and nothing is left in it', async () => {
    const folder = temporaryFolder();
    await refusal('not-a-lab', () => openLab(folder));
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is for one process at a time; the refusal names the other', async () => {
    const lab = temporaryLab();
    const { ended } = startModule(
      `import { openLab } from '#host/catalogue/lab.ts';
       try { openLab(${JSON.stringify(lab.directory)}); } catch (error) { console.log(error.code, error.message); }`,
    );
    const { stdout } = await ended;
    expect(stdout).toContain('lab-locked');
    expect(stdout).toContain(`process ${process.pid}`);
    lab.close();
    expect(reopened(lab.directory).db.open).toBe(true);
  });

  test('a process that was killed leaves no lock behind', async () => {
    const lab = temporaryLab();
    lab.close();
    const { child, ended } = startModule(
      `import { openLab } from '#host/catalogue/lab.ts';
       openLab(${JSON.stringify(lab.directory)}); console.log('open'); setInterval(() => {}, 1000);`,
    );
    await new Promise<void>((resolve) => child.stdout?.once('data', () => resolve()));
    child.kill('SIGKILL');
    await ended;
    expect(reopened(lab.directory).db.open).toBe(true);
  });

  test('what ran when its process ended is interrupted at the next start', () => {
    const lab = temporaryLab();
    const { id } = insertJob(lab.db, {
      kind: 'import',
      title: 'Import',
      args: { directory: '/d' },
      createdAt: 'now',
    });
    updateJob(lab.db, id, { state: 'running' });
    lab.close();
    expect(getJob(reopened(lab.directory).db, id)).toMatchObject({ state: 'interrupted', resumable: true });
  });
});

/** A step that no release has: it finds the class that had a verdict's name when the verdict was given. */
const classesThen: Migration = {
  version: newestVersion + 10,
  sql: `
    ALTER TABLE verdicts ADD COLUMN class_then INTEGER;
    UPDATE verdicts SET class_then = (SELECT classes.id FROM classes WHERE verdicts.class_name = coalesce(
      (SELECT changes.before FROM changes JOIN edits ON edits.id = changes.edit_id
       WHERE changes.entity = 'classes' AND changes.field = 'name' AND changes.row_id = classes.id
         AND edits.state = 'done' AND edits.at > verdicts.created_at ORDER BY edits.id LIMIT 1),
      classes.name));`,
};

/** A database of the newest schema, which is the one before {@link classesThen}. */
function olderFile(directory: string): WritableDb {
  const db = openDatabase(join(directory, 'older.sqlite3'), { create: true });
  onTestFinished(() => void db.close());
  migrate(db);
  return db;
}

describe('migrations', () => {
  test('rise in steps', () => {
    const versions = migrations.map(({ version }) => version);
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
  });

  test('an older file is copied to the backups and brought up, rows and all', () => {
    const { directory } = temporaryLab();
    const db = olderFile(directory);
    run(db, `INSERT INTO lab (id, name, created_at) VALUES (1, 'Old lab', '2020')`);
    migrate(db, { backupDirectory: join(directory, 'backups'), known: [...migrations, classesThen] });
    expect(schemaVersion(db)).toBe(classesThen.version);
    expect(db.prepare('SELECT name FROM lab').pluck().get()).toBe('Old lab');
    const [backup = ''] = readdirSync(join(directory, 'backups'));
    const copy = new Database(join(directory, 'backups', backup), { readonly: true });
    onTestFinished(() => void copy.close());
    expect(copy.pragma('user_version', { simple: true })).toBe(newestVersion);
  });

  // The pattern for the test of a migration: rows of the old shape, the step, and what has become of them.
  test('rows are carried across by a step', () => {
    const { directory } = temporaryLab();
    const db = olderFile(directory);
    db.exec(`
      INSERT INTO classes (id, name) VALUES (1, 'polymer'), (2, 'plastic');
      INSERT INTO edits (id, person, at, kind, things, state) VALUES
        (1, 'Ines', '2026-08-02T11:00:00.000Z', 'rename-class', 1, 'done'),
        (2, 'Ines', '2026-08-02T13:00:00.000Z', 'rename-class', 1, 'done'),
        (3, 'Ines', '2026-08-02T14:00:00.000Z', 'rename-class', 1, 'undone');
      -- The first class was plastic, then plastics, then polymer; the second has its name since.
      INSERT INTO changes (edit_id, entity, field, row_id, before, after) VALUES
        (1, 'classes', 'name', 1, 'plastic', 'plastics'), (2, 'classes', 'name', 1, 'plastics', 'polymer'),
        (2, 'classes', 'name', 2, 'sand', 'plastic'), (3, 'classes', 'name', 2, 'plastic', 'grit');
      INSERT INTO models (id, name, file, classes, created_at) VALUES (1, 'a model', 'none.onnx', '[]', '2026');
      INSERT INTO verdicts (model_id, verdict, class_name, confidence, probabilities, files, created_at)
        SELECT 1, 'unsure', value ->> 0, 0.5, '{}', '[]', value ->> 1 FROM json_each('[
          ["plastic", "2026-08-02T10:00:00.000Z"], ["plastics", "2026-08-02T12:00:00.000Z"],
          ["sand", "2026-08-02T12:00:00.000Z"], ["plastic", "2026-08-02T13:30:00.000Z"],
          ["elsewhere", "2026-08-02T13:30:00.000Z"]]');`);
    migrate(db, { known: [...migrations, classesThen] });
    expect(db.prepare('SELECT class_then FROM verdicts ORDER BY id').pluck().all()).toEqual([
      1,
      1,
      2,
      2,
      null,
    ]);
  });

  test('a lab from before imports were kept has its photos found by their file names', () => {
    const { directory } = temporaryLab();
    const db = openDatabase(join(directory, 'first.sqlite3'), { create: true });
    onTestFinished(() => void db.close());
    migrate(db, { known: migrations.filter(({ version }) => version === 10) });
    db.exec(`
      INSERT INTO surveys (id, name, created_at) VALUES (1, 'North Bay', '2026');
      INSERT INTO samples (id, survey_id, number, source_key, notes, created_at)
        VALUES (1, 1, 'S-0001', 'plastic/JAR-1', 'bitten', '2026');
      INSERT INTO photos (hash, sample_id, angle, extension, bytes, width_px, height_px, file_name, fingerprint, imported_at)
        VALUES ('${'a'.repeat(64)}', 1, 0, 'jpg', 1, 1, 1, 'IMG_0815.JPG', '${'0'.repeat(16)}', '2026');`);
    migrate(db);
    const found = (table: string, match: string): unknown[] =>
      db.prepare(`SELECT rowid FROM ${table} WHERE ${table} MATCH ?`).pluck().all(match);
    expect(found('photo_search', '0815')).toEqual([1]);
    db.exec(`UPDATE samples SET label = 'jar one' WHERE id = 1`);
    expect(found('sample_search', 'jar')).toEqual([1]);
    expect(found('sample_search', 'bitten')).toEqual([1]);
    expect(db.prepare('SELECT import_id, page, range_low FROM photos').get()).toEqual({
      import_id: null,
      page: 0,
      range_low: null,
    });
  });

  test('a lab from before merges remembers where things come from, while the step that brought them counts', () => {
    const { directory } = temporaryLab();
    const db = openDatabase(join(directory, 'first.sqlite3'), { create: true });
    onTestFinished(() => void db.close());
    migrate(db, { known: migrations.filter(({ version }) => version < 120) });
    db.exec(`INSERT INTO edits (id, person, at, kind, things) VALUES (1, 'Ines', '2026', 'label', 1)`);
    migrate(db);
    db.exec(
      `INSERT INTO origins (entity, origin, edit_id, row_id, born, said) VALUES ('samples', 'x/1/2026', 1, 1, 1, '{}')`,
    );
    expect(db.prepare('SELECT count(*) FROM origins').pluck().get()).toBe(1);
    db.exec('DELETE FROM edits');
    expect(db.prepare('SELECT count(*) FROM origins').pluck().get()).toBe(0);
  });

  test('a lab from before sessions came with others keeps its own, with verdicts and models', () => {
    const { directory } = temporaryLab();
    const db = openDatabase(join(directory, 'first.sqlite3'), { create: true });
    onTestFinished(() => void db.close());
    migrate(db, { known: migrations.filter(({ version }) => version < 130) });
    db.exec(`
      INSERT INTO sessions (id, person, started_at) VALUES (1, 'Ines', '2026');
      INSERT INTO models (id, name, file, classes, created_at) VALUES (1, 'a model', 'none.onnx', '[]', '2026');
      INSERT INTO verdicts (model_id, verdict, class_name, confidence, probabilities, files, session_id, created_at)
        VALUES (1, 'unsure', 'plastic', 0.5, '{}', '[]', 1, '2026');
      INSERT INTO edits (id, person, at, kind, things) VALUES (1, 'Ines', '2026', 'label', 1);`);
    migrate(db);
    expect(listSessions(db)).toMatchObject([{ id: 1, person: 'Ines' }]);
    expect(listModels(db)).toMatchObject([{ name: 'a model' }]);
    expect(db.prepare('SELECT deleted_at FROM verdicts').pluck().all()).toEqual([null]);
    expect(db.prepare('SELECT told_by FROM edits').pluck().all()).toEqual([null]);
  });

  test('a lab from before trays keeps its photos, and takes trays of the same bytes', () => {
    const { directory } = temporaryLab();
    const db = openDatabase(join(directory, 'first.sqlite3'), { create: true });
    onTestFinished(() => void db.close());
    migrate(db, { known: migrations.filter(({ version }) => version < 110) });
    const hash = 'a'.repeat(64);
    db.exec(`
      INSERT INTO surveys (id, name, created_at) VALUES (1, 'North Bay', '2026');
      INSERT INTO samples (id, survey_id, number, created_at) VALUES (1, 1, 'S-0001', '2026');
      INSERT INTO photos (hash, sample_id, angle, extension, bytes, width_px, height_px, file_name, fingerprint, imported_at)
        VALUES ('${hash}', 1, 0, 'jpg', 1, 1, 1, 'a.jpg', '${'0'.repeat(16)}', '2026');`);
    migrate(db);
    expect(db.prepare('SELECT hash FROM photos').pluck().all()).toEqual([hash]);
    const add = db.prepare(`
      INSERT INTO trays (survey_id, number, hash, extension, bytes, width_px, height_px, file_name, imported_at)
      VALUES (1, ?, ?, 'jpg', 1, 1, 1, 'a.jpg', '2026')`);
    add.run('T-0001', hash);
    expect(() => add.run('T-0002', hash)).toThrow(/UNIQUE/);
    db.exec(`UPDATE trays SET deleted_at = '2027'`);
    expect(add.run('T-0002', hash).changes).toBe(1);
    expect(() => db.exec('UPDATE trays SET um_per_pixel = 0')).toThrow(/CHECK/);
  });

  test('a lab from before tables were imported remembers their columns from now on', () => {
    const { directory } = temporaryLab();
    const db = openDatabase(join(directory, 'first.sqlite3'), { create: true });
    onTestFinished(() => void db.close());
    migrate(db, { known: migrations.filter(({ version }) => version < 60) });
    db.exec(`INSERT INTO surveys (id, name, created_at) VALUES (1, 'North Bay', '2026')`);
    migrate(db);
    expect(db.prepare('SELECT name FROM surveys').pluck().all()).toEqual(['North Bay']);
    const headers = ['jar', 'kind'];
    rememberColumns(db, { headers, columns: { sample: 'kind' }, at: '2026' });
    rememberColumns(db, { headers, columns: { sample: 'jar', class: 'kind' }, at: '2027' });
    expect(rememberedColumns(db, headers)).toMatchObject({ sample: 'jar', class: 'kind', notes: '' });
    expect(rememberedColumns(db, ['kind', 'jar'])).toEqual({});
  });

  describe('a lab from before it was decided which model is in use', () => {
    function labBefore(...statements: string[]): WritableDb {
      const { directory } = temporaryLab();
      const db = openDatabase(join(directory, 'first.sqlite3'), { create: true });
      onTestFinished(() => void db.close());
      migrate(db, { known: migrations.filter(({ version }) => version < 70) });
      db.exec(`
        INSERT INTO models (id, name, file, classes, created_at, retired_at) VALUES
          (1, 'a', 'a.onnx', '[]', '2026-05', NULL), (2, 'b', 'b.onnx', '[]', '2026-06', NULL),
          (3, 'c', 'c.onnx', '[]', '2026-07', '2026-08');
        INSERT INTO lab (id, name, created_at) VALUES (1, 'Old lab', '2020');`);
      for (const statement of statements) db.exec(statement);
      migrate(db);
      return db;
    }
    const states = (db: WritableDb): unknown[] =>
      listModels(db).map(({ id, inUse, offered }) => [id, inUse, offered]);

    test('keeps the newest, which it used, and asks about none of the others', () => {
      expect(states(labBefore())).toEqual([
        [2, true, false],
        [1, false, false],
        [3, false, false],
      ]);
    });

    test('keeps the one that was chosen; an undo of the choice brings back the newest of then', () => {
      const db = labBefore(
        `UPDATE lab SET promoted_model = 1`,
        `INSERT INTO edits (id, person, at, kind, things) VALUES (1, 'Ines', '2026-06-02', 'promote-model', 1)`,
        `INSERT INTO changes (edit_id, entity, field, row_id, before, after)
           VALUES (1, 'lab', 'promotedModel', 1, NULL, 1)`,
      );
      expect(findModel(db, undefined)?.id).toBe(1);
      expect(undo(db)).toEqual({ kind: 'use-model', things: 1 });
      expect(findModel(db, undefined)?.id).toBe(2);
      redo(db);
      expect(findModel(db, undefined)?.id).toBe(1);
    });
  });

  test('every field of a site, survey or sample has its column, with its unit', () => {
    const { db } = temporaryLab();
    for (const [table, specs] of Object.entries({
      sites: siteFields,
      surveys: surveyFields,
      samples: sampleFields,
    })) {
      const columns = db.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table);
      const wanted = Object.keys(specs).map((field) => columnOf(table, field));
      expect(columns).toEqual(expect.arrayContaining(wanted));
    }
    expect(columnOf('surveys', 'sieveMesh')).toBe('sieve_mesh_um');
  });

  test('a lab of a later version is refused in plain words and left alone', async () => {
    const lab = temporaryLab();
    lab.db.pragma(`user_version = ${newestVersion + 10}`);
    lab.close();
    const { message, action } = await refusal('lab-newer', () => openLab(lab.directory));
    expect(message).toContain('newer Strandline');
    expect(action).toContain('Update');
  });
});

describe('a full disk', () => {
  test.runIf(canMount())(
    'stops the import in plain words; what was acknowledged is whole, and goes on once there is room',
    async () => {
      const disk = mountSmallDisk('2m');
      const lab = temporaryLab(join(disk.folder, 'lab'));
      const folder = temporaryFolder();
      for (let seed = 0; seed < 60; seed += 1) {
        await writeTree(folder, {
          [`plastic/${seed}.png`]: await randomPhoto(seed, { width: 200, height: 150, kind: 'png' }),
        });
      }
      const { action } = await refusal('disk-full', () => importInto(lab, folder));
      expect(action).toContain('Free some space');
      expect((await verifyLab(lab)).problems).toEqual([]);
      disk.resize('64m');
      await importInto(lab, folder);
      expect(await verifyLab(lab)).toMatchObject({ photos: 60, problems: [] });
    },
  );
});
