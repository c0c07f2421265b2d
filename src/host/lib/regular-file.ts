import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import { largestFile } from '#shared/domain/largest-file.ts';
import { StrandlineError } from '#shared/errors.ts';
import { megabytes } from './megabytes.ts';

/** A pipe that nobody writes into would hold whoever opens it. Windows has no such flag, and counts it as none. */
const flags = constants.O_RDONLY | constants.O_NONBLOCK;

/**
 * The bytes of a file, as long as it was when it was opened.
 *
 * @param largest in bytes.
 * @throws StrandlineError `bad-argument` for what is no file (a device, a pipe), `too-large`, with the end of a sentence that
 *   begins with the file; what the system says.
 */
export async function readRegular(path: string, largest = largestFile): Promise<Buffer> {
  await using handle = await open(path, flags);
  const bytes = Buffer.allocUnsafeSlow(refuseOther(await handle.stat(), largest));
  let done = 0;
  while (done < bytes.length) {
    const { bytesRead } = await handle.read(bytes, done, bytes.length - done, done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}

/** The same for whoever cannot wait. @param more flags that it is opened with. */
export function readRegularSync(path: string, largest = largestFile, more = 0): Buffer {
  const handle = openSync(path, flags | more);
  try {
    const bytes = Buffer.allocUnsafeSlow(refuseOther(fstatSync(handle), largest));
    let done = 0;
    while (done < bytes.length) {
      const read = readSync(handle, bytes, done, bytes.length - done, done);
      if (read === 0) break;
      done += read;
    }
    return bytes.subarray(0, done);
  } finally {
    closeSync(handle);
  }
}

/** @returns its size in bytes. */
function refuseOther(stats: Stats, largest: number): number {
  // Reading it says so, in the system's words.
  if (stats.isDirectory()) return 1;
  if (!stats.isFile())
    throw new StrandlineError('bad-argument', 'it is a device or a pipe of the system, not a file');
  if (stats.size > largest)
    throw new StrandlineError(
      'too-large',
      `it has ${megabytes(stats.size)} MB, and up to ${megabytes(largest)} MB can be read`,
    );
  return stats.size;
}
