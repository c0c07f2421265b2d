import { type ErrorCode, StrandlineError, type WireError, toWireError } from '#shared/errors.ts';
import { systemError } from './system-error.ts';

/**
 * Says in our words what the file system or SQLite said in theirs; other errors are handed back as they are.
 *
 * @param what the file or folder that it is about, where the error does not name one.
 */
export function explained(error: unknown, what = 'A file'): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOSPC' || code === 'SQLITE_FULL' || code === 'EDQUOT')
    return new StrandlineError('disk-full', `The disk is full: ${what}.`, {}, error);
  if (!code.startsWith('SQLITE_')) return systemError(error, what) ?? error;
  const refusal = sqliteRefusals.find(([beginning]) => code.startsWith(beginning));
  return refusal === undefined ? error : new StrandlineError(refusal[1], refusal[2](what), {}, error);
}

const sqliteRefusals: readonly (readonly [
  beginning: string,
  code: ErrorCode,
  sentence: (what: string) => string,
])[] = [
  ['SQLITE_READONLY', 'lab-read-only', () => 'This lab can only be read.'],
  ['SQLITE_CANTOPEN', 'no-permission', (what) => `${what}: its database cannot be opened.`],
  ['SQLITE_PERM', 'no-permission', (what) => `${what}: its database cannot be opened.`],
  ['SQLITE_BUSY', 'file-trouble', (what) => `${what}: another program holds its database.`],
  ['SQLITE_IOERR', 'file-trouble', (what) => `${what}: the disk cannot read or write its database.`],
  ['SQLITE_CORRUPT', 'lab-damaged', damagedDatabase],
  ['SQLITE_NOTADB', 'lab-damaged', damagedDatabase],
];

function damagedDatabase(what: string): string {
  return `The database is damaged: ${what}. Close the lab and open it again, which names its newest whole backup.`;
}

/** How an error that was thrown in the host crosses a process border. */
export function wireError(error: unknown): WireError {
  return toWireError(explained(error));
}
