import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { addBackup } from '#host/catalogue/backups/write-backup.ts';
import { restoreBackup } from '#host/catalogue/backups/restore-backup.ts';
import { run } from '#host/catalogue/database.ts';
import { labName, openLab } from '#host/catalogue/lab.ts';
import { shardedName } from '#host/catalogue/photo-store.ts';
import { labSummary } from '#host/catalogue/queries/lab.ts';
import type { Damage } from '#shared/domain/backup.ts';
import type { StrandlineError } from '#shared/errors.ts';
import { startModule } from '../../support/children.ts';
import { refusal } from '../../support/errors.ts';
import { importInto, reopened, temporaryFolder, temporaryLab } from '../../support/labs.ts';
import { randomPhoto, writeTree } from '../../support/photos.ts';

/** A closed lab of one photo, with a backup of it, and one photo file that came afterwards. */
async function backedUp(): Promise<{ directory: string; file: string }> {
  const lab = temporaryLab();
  const folder = temporaryFolder();
  await writeTree(folder, { 'plastic/1.png': await randomPhoto(1, { kind: 'png' }) });
  await importInto(lab, folder);
  await addBackup(lab.db, lab.paths.backups, 'hand');
  const later = join(lab.paths.photos, shardedName('f'.repeat(64), 'png'));
  mkdirSync(join(later, '..'), { recursive: true });
  writeFileSync(later, 'later');
  lab.close();
  return { directory: lab.directory, file: join(lab.directory, 'lab.sqlite3') };
}

async function damageFound(directory: string, damage: Damage): Promise<StrandlineError> {
  const error = await refusal('lab-damaged', () => openLab(directory));
  expect(error.data).toMatchObject({ damage, directory });
  return error;
}

/** What the backup of {@link backedUp} is offered as. */
const offer =
  /newest whole backup is of 20\S+ \S+, with 1 samples and 1 photos; 1 photo file of the lab came after/;

describe('a lab’s database that is no longer what it was', () => {
  const damagesToFile: readonly (readonly [Damage, RegExp, (file: string) => void])[] = [
    ['emptied', /empty \(0 bytes\)/, (file) => truncateSync(file, 0)],
    ['truncated', /ends early \(40000 of \d+ bytes/, (file) => truncateSync(file, 40_000)],
    ['truncated', /ends early \(60 of 100 bytes/, (file) => truncateSync(file, 60)],
    ['not-a-database', /is not a database/, (file) => writeFileSync(file, 'Dear diary, '.repeat(900))],
    ['missing', /is gone/, (file) => rmSync(file)],
    ['malformed', /damaged inside/, tear],
  ];

  test.each(damagesToFile)('is named: %s', async (damage, words, hurt) => {
    const { directory, file } = await backedUp();
    hurt(file);
    const before = existsSync(file) ? readFileSync(file) : undefined;
    const { message, data } = await damageFound(directory, damage);
    expect(message).toMatch(words);
    expect(message).toMatch(offer);
    expect(message).toContain(`strandline restore "${directory}"`);
    expect(data.acceptable).toBe(false);
    // It was looked at, not touched: no empty file became a new lab.
    expect(existsSync(file) ? readFileSync(file) : undefined).toEqual(before);
    await refusal('lab-damaged', () => openLab(directory, { asItIs: true }));

    const { kept } = await restoreBackup(directory, {});
    expect(kept === null ? undefined : readFileSync(kept)).toEqual(before?.length === 0 ? undefined : before);
    expect(labSummary(reopened(directory)).counts).toMatchObject({ samples: 1, photos: 1 });
  });

  test('without a backup there is none to offer, and that is said', async () => {
    const lab = temporaryLab();
    lab.close();
    truncateSync(join(lab.directory, 'lab.sqlite3'), 0);
    const { message, data } = await damageFound(lab.directory, 'emptied');
    expect(message).toContain('no backup that is whole');
    expect(data.backup).toBeNull();
  });

  test('another lab’s is refused until somebody says that it is meant', async () => {
    const { directory, file } = await backedUp();
    const other = temporaryLab();
    run(other.db, `UPDATE lab SET name = 'Other bay'`);
    other.close();
    copyFileSync(join(other.directory, 'lab.sqlite3'), file);
    const { message, data } = await damageFound(directory, 'replaced');
    expect(message).toContain('another lab, "Other bay"');
    expect(message).toMatch(offer);
    expect(data.acceptable).toBe(true);
    openLab(directory, { asItIs: true }).close();
    expect(labName(reopened(directory))).toBe('Other bay');
  });

  test('an older copy of its own is refused until somebody says that it is meant', async () => {
    const { directory, file } = await backedUp();
    const older = readFileSync(file);
    openLab(directory).close();
    openLab(directory).close();
    writeFileSync(file, older);
    expect((await damageFound(directory, 'older')).message).toContain('the last 2 times');
    openLab(directory, { asItIs: true }).close();
    expect(labName(reopened(directory))).toBe('lab');
  });
});

/** Makes a middle page of a database something that no page can be. */
function tear(file: string): void {
  const bytes = readFileSync(file);
  for (let page = 1; page < bytes.length / 4096; page += 1) bytes.fill(0xff, page * 4096, (page + 1) * 4096);
  writeFileSync(file, bytes);
}

/** A lab whose program was killed while what it had last committed was in the log alone. */
async function killed(): Promise<string> {
  const { directory } = await backedUp();
  const { child, ended } = startModule(
    `import { openLab } from '#host/catalogue/lab.ts';
     const { db } = openLab(${JSON.stringify(directory)});
     db.prepare("INSERT INTO classes (name) VALUES ('late')").run();
     console.log('committed'); setInterval(() => {}, 1000);`,
  );
  await new Promise<void>((resolve) => child.stdout?.once('data', () => resolve()));
  child.kill('SIGKILL');
  await ended;
  return directory;
}

function hasLate(directory: string): boolean {
  const lab = reopened(directory);
  const late = lab.db.prepare(`SELECT 1 FROM classes WHERE name = 'late'`).get();
  lab.close();
  return late !== undefined;
}

describe('a lab that was never closed', () => {
  test('opens as it was with its log', async () => {
    expect(hasLate(await killed())).toBe(true);
  });

  test.each(['gone', 'emptied'])('is refused where its log is %s, until somebody says so', async (how) => {
    const directory = await killed();
    const log = join(directory, 'lab.sqlite3-wal');
    const kept = readFileSync(log);
    rmSync(join(directory, 'lab.sqlite3-shm'));
    if (how === 'gone') rmSync(log);
    else truncateSync(log, 0);
    const { message } = await damageFound(directory, 'wal-missing');
    expect(message).toContain('lab.sqlite3-wal');
    expect(message).toContain('--as-it-is');
    // Put back, it brings what it held: nothing was written over it meanwhile.
    writeFileSync(log, kept);
    expect(hasLate(directory)).toBe(true);
  });

  test('its main file alone, copied elsewhere, says so too', async () => {
    const directory = await killed();
    const elsewhere = temporaryFolder();
    copyFileSync(join(directory, 'lab.sqlite3'), join(elsewhere, 'lab.sqlite3'));
    const { message } = await damageFound(elsewhere, 'wal-missing');
    expect(message).toContain('no backup that is whole');
    openLab(elsewhere, { asItIs: true }).close();
    expect(hasLate(elsewhere)).toBe(false);
  });

  test('killed before anything was changed, it opens', async () => {
    const { directory } = await backedUp();
    const { child, ended } = startModule(
      `import { openLab } from '#host/catalogue/lab.ts';
       openLab(${JSON.stringify(directory)}); console.log('open'); setInterval(() => {}, 1000);`,
    );
    await new Promise<void>((resolve) => child.stdout?.once('data', () => resolve()));
    child.kill('SIGKILL');
    await ended;
    expect(labName(reopened(directory))).toBe('lab');
  });
});

describe('a restore', () => {
  test('of a whole lab backs it up first, and is taken back by restoring that', async () => {
    const { directory } = await backedUp();
    const lab = openLab(directory);
    run(lab.db, `INSERT INTO classes (name) VALUES ('late')`);
    lab.close();
    const { kept } = await restoreBackup(directory, {});
    expect(kept).toContain('-restore.sqlite3');
    expect(hasLate(directory)).toBe(false);
    await restoreBackup(directory, { file: kept ?? '' });
    expect(hasLate(directory)).toBe(true);
  });

  test('of a torn backup, or of another lab’s, changes nothing', async () => {
    const { directory, file } = await backedUp();
    const before = readFileSync(file);
    const other = await backedUp();
    const [theirs = ''] = readdirSync(join(other.directory, 'backups'));
    await refusal('bad-argument', () =>
      restoreBackup(directory, { file: join(other.directory, 'backups', theirs) }),
    );
    const [ours = ''] = readdirSync(join(directory, 'backups'));
    tear(join(directory, 'backups', ours));
    await refusal('corrupt-file', () => restoreBackup(directory, { backup: ours }));
    await refusal('not-found', () => restoreBackup(directory, { backup: '../lab.sqlite3' }));
    await refusal('not-found', () => restoreBackup(directory, {}));
    expect(readFileSync(file)).toEqual(before);
    expect(readdirSync(directory).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  test('a copy of a lab in use is one file that nobody has open', async () => {
    const { directory } = await backedUp();
    const [name = ''] = readdirSync(join(directory, 'backups'));
    const copy = new Database(join(directory, 'backups', name), { readonly: true });
    expect(copy.prepare('SELECT open_since FROM lab').pluck().get()).toBeNull();
    expect(copy.pragma('journal_mode', { simple: true })).toBe('delete');
    copy.close();
  });
});
