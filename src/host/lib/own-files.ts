import { closeSync, constants, fstatSync, openSync, writeSync } from 'node:fs';
import { StrandlineError } from '#shared/errors.ts';
import { readRegularSync } from './regular-file.ts';

/*
 * Files that this program writes and reads again in a folder that others may write into, too: a lab that came from elsewhere, or one
 * on the disk of a cluster. A link that lies in such a file's place leads to a file of the person's own, and a pipe holds whoever
 * opens it.
 */

/** Windows has neither flag, and counts them as none. */
const asItLies = constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Lists of a lab of a hundred thousand photos have a third of it. */
const largestText = 100 * 1024 ** 2;

/**
 * The text of such a file.
 *
 * @param largest in bytes.
 * @throws StrandlineError `corrupt-file` for a link, a pipe, a device and what is too large; what the system says.
 */
export function readOwnText(file: string, largest = largestText): string {
  return refusing(file, () => readRegularSync(file, largest, constants.O_NOFOLLOW).toString('utf8'));
}

/** Writes behind its end, in one write; makes it where it is missing. @throws as {@link readOwnText}. */
export function appendOwn(file: string, text: string): void {
  written(file, constants.O_APPEND, text);
}

/** Writes it anew. @throws as {@link readOwnText}. */
export function writeOwn(file: string, text: string): void {
  written(file, constants.O_TRUNC, text);
}

/** Opens it to be read. @throws as {@link readOwnText}. */
export function openOwn(file: string): number {
  return opened(file, constants.O_RDONLY);
}

function written(file: string, how: number, text: string): void {
  const handle = opened(file, constants.O_WRONLY | constants.O_CREAT | how);
  try {
    writeSync(handle, text);
  } finally {
    closeSync(handle);
  }
}

function opened(file: string, flags: number): number {
  return refusing(file, () => {
    const handle = openSync(file, flags | asItLies, 0o666);
    if (fstatSync(handle).isFile()) return handle;
    closeSync(handle);
    throw new StrandlineError('bad-argument', 'it is a device, a pipe or a folder, not a file');
  });
}

function refusing<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    // A pipe that nobody reads says ENXIO.
    const isOther = ['ELOOP', 'ENXIO', 'EISDIR'].includes(String(code));
    if (!isOther && !(error instanceof StrandlineError)) throw error;
    const reason =
      error instanceof StrandlineError ? error.message : 'it is a link, a pipe or a folder, not a file';
    throw new StrandlineError(
      'corrupt-file',
      `${file}: ${reason}. Strandline did not put it there, and leaves it alone.`,
      { file },
      error,
    );
  }
}
