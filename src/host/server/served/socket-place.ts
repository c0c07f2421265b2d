import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { userDataFolder } from '#host/lib/data-folder.ts';
import { StrandlineError } from '#shared/errors.ts';

/** What the kernel takes as a socket's path, with a byte to spare: 104 on macOS, 108 on Linux. */
const longest = 103;

/**
 * Where the host of a lab listens: one file for each lab, in a folder that is its owner's alone. It lies with the person's
 * data rather than in XDG_RUNTIME_DIR, which the system clears when their last login ends, training or not.
 *
 * @throws StrandlineError `unsupported` on Windows, `no-permission` where the folder is open to others.
 */
export function socketOf(directory: string): string {
  if (process.platform === 'win32')
    throw new StrandlineError('unsupported', 'A lab is served on Linux and macOS, not on Windows.');
  const folder = join(userDataFolder(), 'served');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid, mode } = lstatSync(folder);
  if (!lstatSync(folder).isDirectory() || uid !== process.getuid?.())
    throw new StrandlineError('no-permission', `${folder} is not a folder of yours.`);
  if ((mode & 0o077) !== 0) chmodSync(folder, 0o700);
  const lab = createHash('sha256').update(realFolder(directory)).digest('hex').slice(0, 16);
  const file = join(folder, `${lab}.sock`);
  if (Buffer.byteLength(file) > longest)
    throw new StrandlineError(
      'unsupported',
      `${folder} has too long a name for a lab to be served from it. Name a shorter folder in STRANDLINE_HOME.`,
    );
  return file;
}

/** A folder's path without links. @throws StrandlineError `folder-not-found`. */
export function realFolder(directory: string): string {
  try {
    return realpathSync(directory);
  } catch (error) {
    throw new StrandlineError('folder-not-found', `There is no folder ${directory}.`, { directory }, error);
  }
}
