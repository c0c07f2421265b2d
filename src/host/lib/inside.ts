import { lstatSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { isFileName } from '#shared/domain/names.ts';
import { StrandlineError } from '#shared/errors.ts';

/**
 * A path that stands written in a lab, as a place in a folder of it. A lab from elsewhere is foreign data: what it says of
 * its files must not lead anywhere else, on this system or on the next that it is carried to.
 *
 * @param relative with forward slashes.
 * @throws StrandlineError `corrupt-file` where it is no plain path below the folder.
 */
export function inside(folder: string, relative: string): string {
  const parts = relative.split('/');
  if (!parts.every(isFileName))
    throw new StrandlineError(
      'corrupt-file',
      `This lab names ${JSON.stringify(relative.slice(0, 80))} as one of its files, which is no place in its folder. It was not made by Strandline as it is; nothing was opened.`,
    );
  return join(folder, ...parts);
}

/**
 * Refuses what lies in a folder only by a link that leads out of it, and what is no regular file.
 *
 * @param path of {@link inside}; one where nothing is, is let through: whoever opens it says so.
 * @returns the path.
 * @throws StrandlineError `corrupt-file`.
 */
export function ownFile(folder: string, path: string): string {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return path;
  const isOut = leadsOut(folder, path);
  if (!isOut && statSync(path).isFile()) return path;
  throw new StrandlineError(
    'corrupt-file',
    `${path} ${isOut ? 'is a link that leads out of the lab' : 'is no file'}; it was not opened.`,
    { file: path },
  );
}

/** Whether a path is another than it says, outside of a folder. One that leads nowhere does: what is written there is made. */
export function leadsOut(folder: string, path: string): boolean {
  try {
    const root = realpathSync.native(folder);
    const real = realpathSync.native(path);
    return real !== root && !real.startsWith(root.endsWith(sep) ? root : root + sep);
  } catch {
    return true;
  }
}
