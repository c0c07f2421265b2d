import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync } from 'node:fs';
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Ending of files that are still being written. */
export const temporaryEnding = '.part';

/** A file that is written under a temporary name and not yet flushed. */
export interface StagedFile {
  readonly temporary: string;
  readonly target: string;
}

/** Writes a file beside its place. It counts for nothing until it is published. */
export async function stageFile(target: string, bytes: Uint8Array): Promise<StagedFile> {
  // A name of its own for every write: two copies of one photo may be written at the same time.
  const temporary = `${target}.${randomUUID()}${temporaryEnding}`;
  try {
    await writeIntoFolder(temporary, bytes);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  return { temporary, target };
}

/** Makes a folder, and those that it lies in where they are missing, so that they are there after a power cut. */
export async function makeFolder(folder: string): Promise<void> {
  const topmost = await mkdir(folder, { recursive: true });
  if (topmost === undefined || process.platform === 'win32') return;
  for (let made = folder; made.length >= topmost.length; made = dirname(made))
    await flush(dirname(made), 'r');
}

/** Makes the folder only where it is missing: looking for it before every write costs as much as the write. */
async function writeIntoFolder(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(path, bytes);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    await makeFolder(dirname(path));
    await writeFile(path, bytes);
  }
}

/**
 * Puts staged files into their places for good: flushes them, renames them, flushes their folders. Once this resolves,
 * they survive a power cut. Several at once, since waiting for the disk together is much quicker than one by one.
 */
export async function publishFiles(staged: readonly StagedFile[]): Promise<void> {
  await Promise.all(staged.map(({ temporary }) => flush(temporary, 'r+')));
  await Promise.all(staged.map(({ temporary, target }) => rename(temporary, target)));
  const folders = new Set(staged.map(({ target }) => dirname(target)));
  // Windows cannot flush a folder, and does not need it: NTFS journals the rename.
  if (process.platform !== 'win32') await Promise.all([...folders].map((folder) => flush(folder, 'r')));
}

/** Puts one file into its place for good, at once: flushes it, renames it, flushes its folder. */
export function publishNow(temporary: string, target: string): void {
  flushNow(temporary, 'r+');
  renameSync(temporary, target);
  flushFolderNow(dirname(target));
}

/** Flushes a folder, so that what was renamed in it stays so through a power cut. */
export function flushFolderNow(folder: string): void {
  if (process.platform !== 'win32') flushNow(folder, 'r');
}

function flushNow(path: string, flags: 'r' | 'r+'): void {
  const handle = openSync(path, flags);
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

export async function discardFiles(staged: readonly StagedFile[]): Promise<void> {
  await Promise.all(staged.map(({ temporary }) => rm(temporary, { force: true })));
}

/** Writes a file for good: there whole or, where this throws, as it was before. */
export async function writeDurably(target: string, bytes: Uint8Array): Promise<void> {
  const staged = [await stageFile(target, bytes)];
  try {
    await publishFiles(staged);
  } catch (error) {
    await discardFiles(staged);
    throw error;
  }
}

/**
 * Puts staged files that can be made again (thumbnails) into their places: after a power cut each is there whole or not at all,
 * since its bytes are on the disk before it has its name. One by one, which leaves the threads that read and decode alone.
 */
export async function publishDisposable(staged: readonly StagedFile[]): Promise<void> {
  for (const { temporary, target } of staged) {
    await flush(temporary, 'r+');
    await rename(temporary, target);
  }
}

/** Writes one such file. */
export async function writeDisposable(target: string, bytes: Uint8Array): Promise<void> {
  const staged = [await stageFile(target, bytes)];
  try {
    await publishDisposable(staged);
  } catch (error) {
    await discardFiles(staged);
    throw error;
  }
}

async function flush(path: string, flags: 'r' | 'r+'): Promise<void> {
  const handle = await open(path, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
