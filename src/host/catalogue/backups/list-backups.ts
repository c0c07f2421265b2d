import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import type { Backup } from '#shared/domain/backup.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { ReadableDb } from '../database.ts';
import { newestFirst, parseBackupName } from './backup-name.ts';
import { contentsOf } from './contents.ts';

/** The backups in a lab's folder, newest first. @param directory the lab's. */
export function listBackups(directory: string): Backup[] {
  const folder = join(directory, 'backups');
  if (!existsSync(folder)) return [];
  return newestFirst(readdirSync(folder).flatMap((name) => parseBackupName(name) ?? [])).map((name) =>
    backupIn(join(folder, name.name), name),
  );
}

/** What a file is as a backup, wherever it lies. @throws StrandlineError `not-found`. */
export function backupOf(file: string): Backup {
  if (!existsSync(file)) throw new StrandlineError('not-found', `There is no backup ${file}.`);
  const named = parseBackupName(basename(file));
  if (named !== undefined) return { ...backupIn(file, named), name: file };
  const at = statSync(file).mtime.toISOString();
  return backupIn(file, { name: file, at, reason: 'hand' });
}

function backupIn(file: string, named: Pick<Backup, 'name' | 'at' | 'reason'>): Backup {
  const { name, at, reason } = named;
  return { name, at, reason, bytes: statSync(file).size, contents: contentsIn(file) };
}

function contentsIn(file: string): Backup['contents'] {
  try {
    return readingBackup(file, contentsOf);
  } catch {
    return null;
  }
}

/** Which backup is meant: one of that name in the lab's `backups/`, a file elsewhere, or, without both, the newest that is whole. */
export interface BackupMeant {
  readonly backup?: string | undefined;
  readonly file?: string | undefined;
}

/** The file of the backup that is meant. @throws StrandlineError `not-found`. */
export function findBackup(directory: string, { backup, file }: BackupMeant): string {
  const folder = join(directory, 'backups');
  const name = backup ?? (file === undefined ? newestWhole(directory)?.name : undefined);
  if (file === undefined && name === undefined)
    throw new StrandlineError('not-found', `There is no backup in ${folder} that is whole.`);
  if (name !== undefined && parseBackupName(name) === undefined)
    throw new StrandlineError('not-found', `There is no backup ${name} in ${folder}.`);
  const found = file ?? join(folder, name ?? '');
  const there = statSync(found, { throwIfNoEntry: false });
  if (there === undefined) throw new StrandlineError('not-found', `There is no backup ${found}.`);
  // SQLite would wait for whoever writes into a pipe.
  if (!there.isFile()) throw new StrandlineError('bad-argument', `${found} is no file, and no backup.`);
  return found;
}

/** The newest backup that SQLite finds whole. */
export function newestWhole(directory: string): Backup | undefined {
  return listBackups(directory).find(
    ({ name, contents }) => contents !== null && isWhole(join(directory, 'backups', name)),
  );
}

/** Whether SQLite finds a database whole, as its file lies. */
export function isWhole(file: string): boolean {
  try {
    return readingBackup(file, (db) => db.pragma('quick_check(1)', { simple: true }) === 'ok');
  } catch {
    return false;
  }
}

/** Looks into a backup, which nobody writes. */
export function readingBackup<T>(file: string, look: (db: Database.Database & ReadableDb) => T): T {
  const db = new Database(file, { readonly: true, fileMustExist: true });
  try {
    return look(db);
  } finally {
    db.close();
  }
}
