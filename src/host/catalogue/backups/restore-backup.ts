import { randomUUID } from 'node:crypto';
import { copyFileSync, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { StrandlineError } from '#shared/errors.ts';
import { flushFolderNow, publishNow, temporaryEnding } from '#host/lib/durable-files.ts';
import { damageOfFolder, hasLog } from '../damage.ts';
import { first, openDatabase } from '../database.ts';
import { explained } from '#host/lib/explained.ts';
import { refuseLinks } from '../lab-links.ts';
import { lockLab } from '../lab-lock.ts';
import { databaseName } from '../lab-paths.ts';
import { type LabMark, readMark } from '../lab-mark.ts';
import { type BackupMeant, backupOf, findBackup, isWhole } from './list-backups.ts';
import { addBackup } from './write-backup.ts';

/**
 * Puts a backup in the place of a lab's database. What is there is kept first: as a backup where it is whole, as it lies
 * where it is not. A kill at any moment leaves the one, the other, or none and both in `backups/`.
 *
 * @param directory of a lab that nobody has open.
 * @returns where what was there is kept; null where there was nothing.
 * @throws StrandlineError `not-found`, `corrupt-file` for a backup that is not whole, `bad-argument` for another lab's,
 *   `lab-locked`, `disk-full`, `no-permission`.
 */
export async function restoreBackup(directory: string, meant: BackupMeant): Promise<{ kept: string | null }> {
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new StrandlineError('not-found', `There is no folder ${directory}.`);
  refuseLinks(directory);
  const source = findBackup(directory, meant);
  const file = join(directory, databaseName);
  const temporary = `${file}.${randomUUID()}${temporaryEnding}`;
  const unlock = lockLab(directory);
  try {
    if (backupOf(source).contents === null || !isWhole(source))
      throw new StrandlineError('corrupt-file', `The backup ${source} is damaged. Choose another one.`);
    copyFileSync(source, temporary);
    makeNewest(temporary, readMark(directory), source);
    const kept = await keepWhatIsThere(directory, file);
    publishNow(temporary, file);
    return { kept };
  } catch (error) {
    rmSync(temporary, { force: true });
    throw explained(error, directory);
  } finally {
    unlock();
  }
}

/** Gives the copy a number of openings that no other copy of this lab has, so that none is taken for a newer one. */
function makeNewest(copy: string, mark: LabMark | undefined, source: string): void {
  const db = new Database(copy, { fileMustExist: true });
  try {
    const row = first<{ name: string; uid: string | null; openings?: number }>(db, 'SELECT * FROM lab');
    if (mark !== undefined && row?.uid !== mark.uid)
      throw new StrandlineError(
        'bad-argument',
        `${source} is of another lab, "${row?.name ?? ''}". Open that one, or choose a backup of this lab.`,
      );
    if (row?.openings === undefined) return;
    const openings = Math.max(row.openings, mark?.openings ?? 0) + 1;
    db.prepare('UPDATE lab SET openings = @openings, changed_in = @openings, open_since = NULL').run({
      openings,
    });
  } finally {
    db.close();
  }
}

async function keepWhatIsThere(directory: string, file: string): Promise<string | null> {
  if (existsSync(file) && damageOfFolder(directory) === undefined) {
    const kept = await keptWhole(directory, file);
    if (kept !== undefined) return kept;
  }
  return keptAsItLies(directory, file);
}

/** @returns the backup; undefined where the database is not whole enough for one. */
async function keptWhole(directory: string, file: string): Promise<string | undefined> {
  let db: ReturnType<typeof openDatabase> | undefined;
  try {
    db = openDatabase(file);
    return await addBackup(db, join(directory, 'backups'), 'restore');
  } catch (error) {
    const told = explained(error);
    if (told instanceof StrandlineError && told.code === 'lab-damaged') return undefined;
    throw error;
  } finally {
    // The last connection takes its log into the file and goes with it: no log is left for the database that comes.
    db?.close();
  }
}

/** Moves the damaged database and its log into the backups, where nothing ever deletes them. The log goes first: alone it is harmless. */
function keptAsItLies(directory: string, file: string): string | null {
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const kept = join(directory, 'backups', `damaged-${stamp}.sqlite3`);
  if (hasLog(file)) renameSync(`${file}-wal`, `${kept}-wal`);
  for (const ending of ['-wal', '-shm']) rmSync(`${file}${ending}`, { force: true });
  if (!existsSync(file) || statSync(file).size === 0) return null;
  renameSync(file, kept);
  flushFolderNow(join(directory, 'backups'));
  return kept;
}
