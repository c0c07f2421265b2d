import { chmodSync, mkdtempSync, readFileSync, statfsSync } from 'node:fs';
import { freemem } from 'node:os';

const memory = '/dev/shm';
/** What tests may have there at once is a tenth of it. */
const leastRoom = 4 * 1024 ** 3;

/**
 * A new folder in memory in which all may write, as in the system's own folder for what is temporary. Tests flush ten thousands of
 * files, which takes minutes on a disk.
 *
 * @returns undefined where there is no such place, it is small, or nothing in it could be run.
 */
export function memoryFolder() {
  try {
    const mounted = readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .map((line) => line.split(' '))
      .find(([, at]) => at === memory);
    const [, , kind, options = ''] = mounted ?? [];
    const { bavail, bsize } = statfsSync(memory);
    if (kind !== 'tmpfs' || options.split(',').includes('noexec')) return undefined;
    if (bavail * bsize < leastRoom || freemem() < 2 * leastRoom) return undefined;
    const folder = mkdtempSync(`${memory}/strandline-tests-`);
    chmodSync(folder, 0o1777);
    return folder;
  } catch {
    // No such place here: macOS, Windows.
    return undefined;
  }
}
