import { chmodSync, copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { explained } from '#host/lib/explained.ts';

/** A lab's database in a temporary folder, where it can be brought up to date and looked at. */
export interface ReadingCopy {
  readonly folder: string;
  readonly file: string;
  /** Takes the folder away. */
  remove(): void;
}

/**
 * Copies a database that cannot be written. In its place SQLite cannot even read it: a database with a write-ahead log needs
 * a file beside it, which cannot be made there.
 *
 * @param source its file. @throws StrandlineError `disk-full`, `no-permission`, `corrupt-file`.
 */
export function copyForReading(source: string): ReadingCopy {
  const folder = mkdtempSync(join(tmpdir(), 'strandline-reading-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const file = join(folder, 'lab.sqlite3');
  try {
    if (!copiedBySqlite(source, file)) copyFiles(source, file);
    return { folder, file, remove };
  } catch (error) {
    remove();
    throw explained(error, source);
  }
}

/** Where somebody else has the database open, only SQLite can take a copy that is whole. @returns whether it could. */
function copiedBySqlite(source: string, target: string): boolean {
  if (!existsSync(`${source}-shm`)) return false;
  let db: Database.Database | undefined;
  try {
    db = new Database(source, { readonly: true, timeout: 5000 });
    db.prepare('VACUUM INTO ?').run(target);
    return true;
  } catch (error) {
    rmSync(target, { force: true });
    // What a program left behind that was killed is read as it lies.
    if (error instanceof Database.SqliteError && /^SQLITE_(?:CANTOPEN|READONLY)/.test(error.code))
      return false;
    throw error;
  } finally {
    db?.close();
  }
}

/** The database with its write-ahead log, which the copy takes over when it is opened. */
function copyFiles(source: string, target: string): void {
  for (const ending of ['', '-wal']) {
    if (!existsSync(`${source}${ending}`)) continue;
    copyFileSync(`${source}${ending}`, `${target}${ending}`);
    // A copy may be written, whatever its original may.
    chmodSync(`${target}${ending}`, 0o600);
  }
}
