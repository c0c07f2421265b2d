import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { all, openDatabase, run } from '#host/catalogue/database.ts';
import { editSurvey } from '#host/catalogue/edits/edit-surveys.ts';
import { undo } from '#host/catalogue/edits/edit.ts';
import { exportData } from '#host/catalogue/export/export-data.ts';
import { addPicture } from '#host/catalogue/import/add-photos.ts';
import { type Lab, openLab, refuseReadOnly } from '#host/catalogue/lab.ts';
import { databaseName } from '#host/catalogue/lab-paths.ts';
import { migrate, migrations, newestVersion } from '#host/catalogue/migrations/migrate.ts';
import { insertJob, updateJob } from '#host/catalogue/queries/jobs.ts';
import { labSummary } from '#host/catalogue/queries/lab.ts';
import { listSurveys } from '#host/catalogue/queries/surveys.ts';
import { renditionFile, renditionPath } from '#host/catalogue/renditions.ts';
import { verifyLab } from '#host/catalogue/verify/verify-lab.ts';
import { exportRequestSchema } from '#shared/domain/export.ts';
import { author } from '../support/catalogue.ts';
import { startModule } from '../support/children.ts';
import { refusal } from '../support/errors.ts';
import { importInto, reopened, temporaryFolder, temporaryLab } from '../support/labs.ts';
import { randomPhoto, writeTree } from '../support/photos.ts';
import { canMount, mountSmallDisk } from '../support/small-disk.ts';

/** Fills a lab in a folder, and closes it. @returns the hashes of its photos. */
async function fill(directory: string): Promise<string[]> {
  const photos = temporaryFolder();
  await writeTree(photos, { 'film/a.jpg': await randomPhoto(1), 'fibre/b.jpg': await randomPhoto(2) });
  const lab = temporaryLab(directory);
  await importInto(lab, photos, { survey: 'Kiel' });
  const hashes = all<{ hash: string }>(lab.db, 'SELECT hash FROM photos ORDER BY id').map(({ hash }) => hash);
  lab.close();
  return hashes;
}

const quiet = { signal: new AbortController().signal, onProgress: (): void => undefined };

describe.runIf(canMount())('a lab on a disk that can only be read', () => {
  test('is looked at, exported and proven whole; nothing of it changes', async () => {
    const { folder, freeze } = mountSmallDisk('32m');
    const directory = join(folder, 'lab');
    const [first = '', second = ''] = await fill(directory);
    freeze();
    const lab = reopened(directory);
    expect(labSummary(lab)).toMatchObject({
      readOnly: 'This lab can only be read: its disk cannot be written to.',
      counts: { photos: 2 },
    });
    expect(listSurveys(lab.db)).toMatchObject([{ name: 'Kiel', photos: 2 }]);
    expect(await verifyLab(lab)).toMatchObject({ photos: 2, problems: [] });

    // A thumbnail that it brings along is shown; a preview that it lacks is made elsewhere.
    const thumb = await renditionFile(lab, first, 'thumb');
    expect(thumb?.path.startsWith(join(directory, 'thumbs'))).toBe(true);
    expect(
      existsSync(
        renditionPath(
          { paths: { ...lab.paths, thumbs: join(directory, 'thumbs') } },
          { hash: second },
          'preview',
        ),
      ),
    ).toBe(false);
    const preview = await renditionFile(lab, second, 'preview');
    expect(preview?.path.startsWith(folder)).toBe(false);
    expect(existsSync(preview?.path ?? '')).toBe(true);

    const out = temporaryFolder();
    const request = exportRequestSchema.parse({ directory: out, format: 'tree' });
    expect(await exportData(lab, request, quiet)).toMatchObject({ samples: 2 });

    const [survey] = listSurveys(lab.db);
    const edits: readonly (() => unknown)[] = [
      () => editSurvey(lab.db, author, { survey: survey?.id ?? 0, set: { name: 'Laboe' } }),
      () => undo(lab.db),
      () => run(lab.db, 'DELETE FROM photos'),
    ];
    for (const edit of edits) expect(edit).toThrow(/readonly database/);
    await refusal('lab-read-only', () => refuseReadOnly(lab));
    await refusal('lab-read-only', () =>
      addPicture(lab, author, { bytes: new Uint8Array(), name: 'x', to: { survey: survey?.id ?? 0 } }),
    );
    expect(listSurveys(lab.db)).toMatchObject([{ name: 'Kiel' }]);
    lab.close();
    expect(existsSync(dirname(lab.paths.thumbs))).toBe(false);
  });

  test('of an older version is brought up to date in a copy', () => {
    const { folder, freeze } = mountSmallDisk('8m');
    const directory = join(folder, 'lab');
    mkdirSync(directory);
    const old = openDatabase(join(directory, databaseName), { create: true });
    migrate(old, { known: migrations.slice(0, 1) });
    run(
      old,
      `INSERT INTO lab (id, name, created_at, uid) VALUES (1, 'Old', '2026-01-01T00:00:00.000Z', 'ab')`,
    );
    old.close();
    freeze();
    const bytes = readFileSync(join(directory, databaseName));
    const lab = reopened(directory);
    expect(labSummary(lab)).toMatchObject({ name: 'Old', schemaVersion: newestVersion });
    lab.close();
    expect(readFileSync(join(directory, databaseName))).toEqual(bytes);
    expect(readdirSync(directory)).toEqual([databaseName]);
  });

  test('whose program was killed shows what was acknowledged, and what ran as interrupted', () => {
    const { folder, freeze } = mountSmallDisk('8m');
    const lab = temporaryLab();
    run(lab.db, `UPDATE lab SET name = 'Late'`);
    const { id } = insertJob(lab.db, { kind: 'train', title: 'x', args: { run: 1 }, createdAt: author.at });
    updateJob(lab.db, id, { state: 'running' });
    // As a kill leaves it: the last changes lie in the log beside it.
    const directory = join(folder, 'lab');
    cpSync(lab.directory, directory, { recursive: true });
    expect(existsSync(join(directory, `${databaseName}-wal`))).toBe(true);
    freeze();
    const read = reopened(directory);
    expect(labSummary(read).name).toBe('Late');
    expect(all(read.db, 'SELECT state FROM jobs')).toEqual([{ state: 'interrupted' }]);
  });
});

describe('a lab in another person’s folder', () => {
  const nobody = 65_534;
  const isRoot = process.getuid?.() === 0;

  /** What somebody sees of a lab who may not write there; root may write anywhere, so somebody else has to look. */
  async function seen(directory: string): Promise<{ readOnly: string | null; name: string; jobs: string[] }> {
    chmodSync(directory, 0o555);
    onTestFinished(() => chmodSync(directory, 0o755));
    const look = (lab: Lab) => ({
      readOnly: lab.readOnly,
      name: labSummary(lab).name,
      jobs: all<{ state: string }>(lab.db, 'SELECT state FROM jobs').map(({ state }) => state),
    });
    if (!isRoot) {
      const lab = openLab(directory);
      try {
        return look(lab);
      } finally {
        lab.close();
      }
    }
    const home = join(directory, '..', 'home');
    mkdirSync(home);
    chmodSync(dirname(home), 0o755);
    chownSync(home, nobody, nobody);
    const { ended } = startModule(
      `import { openLab } from '#host/catalogue/lab.ts';
       import { all } from '#host/catalogue/database.ts';
       import { labSummary } from '#host/catalogue/queries/lab.ts';
       const lab = openLab(${JSON.stringify(directory)});
       const jobs = all(lab.db, 'SELECT state FROM jobs').map(({ state }) => state);
       console.log(JSON.stringify({ readOnly: lab.readOnly, name: labSummary(lab).name, jobs }));
       lab.close();`,
      { uid: nobody, gid: nobody, env: { ...process.env, TMPDIR: home, HOME: home } },
    );
    const { stdout, stderr } = await ended;
    expect(stderr).toBe('');
    expect(readdirSync(home)).toEqual([]);
    return JSON.parse(stdout) as Awaited<ReturnType<typeof seen>>;
  }

  test('is opened for reading', async () => {
    const lab = temporaryLab();
    run(lab.db, `UPDATE lab SET name = 'Shared'`);
    lab.close();
    expect(await seen(lab.directory)).toEqual({
      readOnly: 'This lab can only be read: you may not write into its folder.',
      name: 'Shared',
      jobs: [],
    });
  });

  test('that is open there is read as it is, and said to be open', async () => {
    const lab = temporaryLab();
    run(lab.db, `UPDATE lab SET name = 'Busy'`);
    const { id } = insertJob(lab.db, { kind: 'train', title: 'x', args: { run: 1 }, createdAt: author.at });
    updateJob(lab.db, id, { state: 'running' });
    const { readOnly, ...rest } = await seen(lab.directory);
    expect(readOnly).toMatch(
      /you may not write into its folder\. The lab .* is open in another program: .*process \d+/,
    );
    // What runs there is not interrupted by somebody who looks.
    expect(rest).toEqual({ name: 'Busy', jobs: ['running'] });
  });
});
