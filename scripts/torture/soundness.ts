import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Lab, openLab } from '#host/catalogue/lab.ts';
import { verifyLab } from '#host/catalogue/verify/verify-lab.ts';

/** SQLite as Python brings it: another build than ours has to find the file whole. */
const integrity = `
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
problems = [row[0] for row in db.execute('PRAGMA integrity_check') if row[0] != 'ok']
problems += ['%s lacks a row of %s' % (row[0], row[2]) for row in db.execute('PRAGMA foreign_key_check')]
print('\\n'.join(problems))
`;

/** @returns what Python's SQLite finds wrong with a database and its journal, as they lie there; nothing is changed. */
export function otherReaderOn(file: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'strandline-torture-db-'));
  try {
    for (const part of ['', '-wal'])
      if (existsSync(file + part)) copyFileSync(file + part, join(folder, `lab.sqlite3${part}`));
    const { status, stdout, stderr } = spawnSync('python3', ['-c', integrity, join(folder, 'lab.sqlite3')], {
      encoding: 'utf8',
    });
    if (status !== 0) return [`Python's SQLite cannot read it: ${stderr.trim().split('\n').at(-1) ?? ''}`];
    return stdout.split('\n').filter((line) => line !== '');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a look at a lab showed. */
export interface Look<T> {
  /** What is wrong, a sentence each. */
  readonly problems: readonly string[];
  /** Undefined where it does not open. */
  readonly seen: T | undefined;
}

/** Looks a lab through as it was left: by another SQLite first, then by opening it and by `verify`. @param see what else is looked at. */
export async function look<T>(directory: string, see: (lab: Lab) => T): Promise<Look<T>> {
  const foreign = otherReaderOn(join(directory, 'lab.sqlite3'));
  let lab: Lab;
  try {
    lab = openLab(directory);
  } catch (error) {
    return { problems: [...foreign, `It does not open: ${String(error)}`], seen: undefined };
  }
  try {
    const { problems } = await verifyLab(lab);
    return { problems: [...foreign, ...problems], seen: see(lab) };
  } finally {
    lab.close();
  }
}
