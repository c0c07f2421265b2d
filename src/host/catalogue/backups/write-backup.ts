import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import type { BackupReason } from '#shared/domain/backup.ts';
import { StrandlineError } from '#shared/errors.ts';
import { publishNow, temporaryEnding } from '#host/lib/durable-files.ts';
import type { WritableDb } from '../database.ts';
import { explained } from '#host/lib/explained.ts';
import { backupName, parseBackupName } from './backup-name.ts';
import { keptBackups } from './kept-backups.ts';

/** Pages copied before others have their turn: 16 MB of the usual 4 KB. */
const pagesAtOnce = 4096;

/**
 * Copies a lab's database into a file by SQLite's online backup, while it is in use. The file is checked and on disk for good
 * before it has its name; where this throws there is none.
 *
 * @param patienceMs given up after so long.
 * @throws StrandlineError `bad-argument` where there is such a file already, `disk-full`, `no-permission`, `lab-damaged`,
 *   `not-saved`.
 */
export async function writeBackup(
  db: WritableDb,
  target: string,
  { patienceMs = Infinity }: { patienceMs?: number } = {},
): Promise<void> {
  const until = performance.now() + patienceMs;
  const temporary = beside(target);
  try {
    mkdirSync(dirname(target), { recursive: true });
    await db.backup(temporary, {
      progress: () => {
        if (performance.now() > until)
          throw new StrandlineError('not-saved', `The backup ${target} was given up: it took too long.`);
        return pagesAtOnce;
      },
    });
    finish(temporary, target);
  } catch (error) {
    sweep(temporary);
    throw explained(error, target);
  }
}

/** The same at once, for where nothing may come between, and into the lab's `backups/`. @returns the file. */
export function writeBackupNow(db: WritableDb, directory: string, reason: BackupReason): string {
  const target = join(directory, backupName(new Date().toISOString(), reason));
  const temporary = beside(target);
  try {
    mkdirSync(directory, { recursive: true });
    db.prepare('VACUUM INTO ?').run(temporary);
    finish(temporary, target);
  } catch (error) {
    sweep(temporary);
    throw explained(error, target);
  }
  dropOldBackups(directory);
  return target;
}

/** Copies a lab's database into its `backups/`, from which old ones then go. @returns the file. @throws as {@link writeBackup}. */
export async function addBackup(
  db: WritableDb,
  directory: string,
  reason: BackupReason,
  options: Parameters<typeof writeBackup>[2] = {},
): Promise<string> {
  const target = join(directory, backupName(new Date().toISOString(), reason));
  await writeBackup(db, target, options);
  dropOldBackups(directory);
  return target;
}

/** A copy is a lab that nobody has open, in one file, that SQLite finds whole. */
function finish(temporary: string, target: string): void {
  if (existsSync(target))
    throw new StrandlineError('bad-argument', `There is a file ${target} already. Choose another name.`);
  const copy = new Database(temporary, { fileMustExist: true });
  try {
    copy.pragma('journal_mode = DELETE');
    markClosed(copy);
    const found = copy.pragma('quick_check(1)', { simple: true });
    if (found !== 'ok')
      throw new StrandlineError(
        'lab-damaged',
        `The lab's database is damaged (${String(found)}), so that its copy was not kept.`,
      );
  } finally {
    copy.close();
  }
  if (statSync(temporary).size === 0)
    throw new StrandlineError('not-saved', `The backup ${target} came out empty and was not kept.`);
  publishNow(temporary, target);
}

function markClosed(copy: Database.Database): void {
  const counts = copy.prepare(`SELECT 1 FROM pragma_table_info('lab') WHERE name = 'open_since'`).get();
  if (counts !== undefined) copy.exec('UPDATE lab SET open_since = NULL');
}

/** Takes away the backups that are old enough, and what a program left behind that was killed while it wrote one. */
function dropOldBackups(directory: string): void {
  const names = readdirSync(directory);
  const backups = names.flatMap((name) => parseBackupName(name) ?? []);
  const kept = new Set(keptBackups(backups, localDay));
  for (const backup of backups) if (!kept.has(backup)) rmSync(join(directory, backup.name), { force: true });
  for (const name of names) if (isUnfinished(name)) rmSync(join(directory, name), { force: true });
}

function isUnfinished(name: string): boolean {
  return name.startsWith('lab-') && new RegExp(`\\${temporaryEnding}(-journal|-wal|-shm)?$`).test(name);
}

/** The day of this computer's calendar. Swedish writes dates the ISO way. */
function localDay(at: string): string {
  return new Date(at).toLocaleDateString('sv-SE');
}

function beside(target: string): string {
  return join(dirname(target), `${basename(target)}.${randomUUID()}${temporaryEnding}`);
}

function sweep(temporary: string): void {
  for (const ending of ['', '-journal', '-wal', '-shm']) rmSync(`${temporary}${ending}`, { force: true });
}
