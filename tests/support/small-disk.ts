import { execFileSync } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './labs.ts';

/** Mounting a small disk takes root; its absence is said aloud, and is a failure where nothing may be skipped. */
export function canMount(): boolean {
  if (process.getuid?.() === 0) return true;
  if (process.env.STRANDLINE_REQUIRE_ALL === '1') throw new Error('the full-disk tests must be run as root');
  process.stderr.write('\n*** SKIPPED: the full-disk tests must be run as root\n');
  return false;
}

/** A folder on a disk of its own, gone with the test. @param size as tmpfs takes it: `2m`. */
export function mountSmallDisk(size: string): {
  folder: string;
  resize: (size: string) => void;
  /** From now on it can only be read, like a DVD. */
  freeze: () => void;
} {
  const folder = temporaryFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]);
  onTestFinished(() => void execFileSync('umount', ['-l', folder]));
  const remount = (options: string): void => void execFileSync('mount', ['-o', `remount,${options}`, folder]);
  return { folder, resize: (to) => remount(`size=${to}`), freeze: () => remount('ro') };
}
