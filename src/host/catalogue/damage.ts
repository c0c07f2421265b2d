import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Damage } from '#shared/domain/backup.ts';
import { listBackups } from './backups/list-backups.ts';
import { first, type ReadableDb } from './database.ts';
import { type LabMark, readMark } from './lab-mark.ts';
import { databaseName } from './lab-paths.ts';

/** What is wrong with a lab's database. @property words the end of a sentence that begins with the lab. */
export interface Damaged {
  readonly damage: Damage;
  readonly words: string;
}

/** Damages with which a lab can be opened all the same, once a person has said so. */
export const acceptable: readonly Damage[] = ['replaced', 'older', 'wal-missing'];

const magic = 'SQLite format 3\0';
/** https://www.sqlite.org/fileformat.html#the_database_header */
const header = { bytes: 100, pageSize: 16, changes: 24, pages: 28, validFor: 92 } as const;

/**
 * What a look at its file says of a database, before SQLite touches it. Where there is a write-ahead log only SQLite can
 * tell whether it is whole: a kill in the middle of copying the log back leaves a file that is shorter than it says.
 *
 * @param file its path; it exists.
 */
export function damageOfFile(file: string): Damaged | undefined {
  const { size } = statSync(file);
  if (size === 0) return { damage: 'emptied', words: 'its lab.sqlite3 is empty (0 bytes)' };
  const start = beginning(file);
  if (start.toString('latin1', 0, magic.length) !== magic.slice(0, start.length))
    return { damage: 'not-a-database', words: 'its lab.sqlite3 is not a database' };
  const expected = start.length < header.bytes ? header.bytes : bytesSaid(start);
  if (size >= expected || (start.length === header.bytes && hasLog(file))) return undefined;
  return {
    damage: 'truncated',
    words: `its lab.sqlite3 ends early (${size} of ${expected} bytes are there)`,
  };
}

function beginning(file: string): Buffer {
  const start = Buffer.alloc(header.bytes);
  const handle = openSync(file, 'r');
  try {
    return start.subarray(0, readSync(handle, start, 0, header.bytes, 0));
  } finally {
    closeSync(handle);
  }
}

/** How long the file is by its own header; 0 where a version of SQLite wrote it that did not say. */
function bytesSaid(start: Buffer): number {
  if (start.readUInt32BE(header.changes) !== start.readUInt32BE(header.validFor)) return 0;
  const pageSize = start.readUInt16BE(header.pageSize);
  return start.readUInt32BE(header.pages) * (pageSize === 1 ? 65_536 : pageSize);
}

/** Whether there is a write-ahead log beside a database with anything in it. */
export function hasLog(file: string): boolean {
  return existsSync(`${file}-wal`) && statSync(`${file}-wal`).size > 0;
}

/** What the lab's row says of its openings; of a schema from before they were counted, nothing. */
interface OpeningRow {
  readonly name: string;
  readonly uid: string | null;
  readonly openings?: number;
  readonly open_since?: string | null;
}

/**
 * What the database says of itself, held against what its folder remembers.
 *
 * @param hadLog whether there was a write-ahead log before it was opened. @throws what SQLite says.
 */
export function damageOfRows(db: ReadableDb, directory: string, hadLog: boolean): Damaged | undefined {
  const row = first<OpeningRow>(db, 'SELECT * FROM lab');
  if (row === undefined) return { damage: 'malformed', words: 'its lab.sqlite3 holds no lab' };
  const since = row.open_since ?? null;
  return otherThan(readMark(directory), row) ?? (since === null ? undefined : unclosed(db, since, hadLog));
}

function otherThan(mark: LabMark | undefined, { name, uid, openings = 0 }: OpeningRow): Damaged | undefined {
  if (mark === undefined) return undefined;
  if (uid !== mark.uid)
    return { damage: 'replaced', words: `its lab.sqlite3 is that of another lab, "${name}"` };
  if (openings >= mark.openings) return undefined;
  const times = mark.openings - openings;
  const missed = times === 1 ? 'the last time' : `the last ${times} times`;
  return {
    damage: 'older',
    words: `its lab.sqlite3 is an older copy, which lacks what was done ${missed} that the lab was open`,
  };
}

/** A lab whose last program ended without closing it: what it wrote last is in the log, and a torn page may be anywhere. */
function unclosed(db: ReadableDb, since: string, hadLog: boolean): Damaged | undefined {
  if (!hadLog)
    return {
      damage: 'wal-missing',
      words: `it was opened ${since} and never closed, and lab.sqlite3-wal, which held what was done last, is gone`,
    };
  const found = first<{ quick_check: string }>(db, 'PRAGMA quick_check(1)')?.quick_check ?? 'ok';
  return found === 'ok' ? undefined : malformed(found);
}

/** @param found SQLite's words. */
export function malformed(found: string): Damaged {
  return { damage: 'malformed', words: `its lab.sqlite3 is damaged inside (${found})` };
}

/** What is wrong with the database of a folder as its files lie, without opening it; undefined: nothing that shows. */
export function damageOfFolder(directory: string): Damaged | undefined {
  const file = join(directory, databaseName);
  if (existsSync(file)) return damageOfFile(file);
  return readMark(directory) !== undefined || listBackups(directory).length > 0
    ? { damage: 'missing', words: 'its lab.sqlite3 is gone' }
    : undefined;
}
