import { hostname } from 'node:os';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { StrandlineError } from '#shared/errors.ts';
import { explained } from '#host/lib/explained.ts';

const holderSchema = z.object({ pid: z.int(), host: z.string(), program: z.string(), since: z.string() });

/**
 * Takes the lab for this process alone. The lock is an exclusive transaction on a side file: the kernel gives it back
 * when the process ends, however it ends, so there are no stale locks to guess about. A note beside it says who has it.
 *
 * @returns the function that gives the lab back.
 * @throws StrandlineError `lab-locked`, naming the process that has the lab.
 */
export function lockLab(directory: string): () => void {
  const note = join(directory, 'lab.lock.json');
  let db: Database.Database | undefined;
  try {
    db = new Database(join(directory, 'lab.lock'), { timeout: 0 });
    db.exec('BEGIN EXCLUSIVE');
    const holder = {
      pid: process.pid,
      host: hostname(),
      program: process.title,
      since: new Date().toISOString(),
    };
    writeFileSync(note, JSON.stringify(holder));
  } catch (error) {
    db?.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY'))
      throw lockedBy(directory, note);
    throw explained(error, directory);
  }
  const held = db;
  return () => {
    held.exec('ROLLBACK');
    held.close();
  };
}

/** Who has the lab, as a sentence; null where nobody has, as far as can be seen without taking it. */
export function holderOf(directory: string): string | null {
  const file = join(directory, 'lab.lock');
  if (!existsSync(file)) return null;
  let db: Database.Database | undefined;
  try {
    db = new Database(file, { readonly: true, timeout: 0 });
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    return null;
  } catch (error) {
    const isHeld = error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
    return isHeld ? lockedBy(directory, join(directory, 'lab.lock.json')).message : null;
  } finally {
    db?.close();
  }
}

function lockedBy(directory: string, note: string): StrandlineError {
  try {
    const { pid, host, program, since } = holderSchema.parse(JSON.parse(readFileSync(note, 'utf8')));
    const message = `The lab ${directory} is open in another program: ${program}, process ${pid} on ${host}, since ${since}.`;
    return new StrandlineError('lab-locked', message, { pid, host, since });
  } catch {
    return new StrandlineError('lab-locked', `The lab ${directory} is open in another program.`);
  }
}
