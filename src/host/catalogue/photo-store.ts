import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Lab } from './lab.ts';
import type { StoredPhoto } from './queries/photos.ts';

/** SHA-256 of a photo's bytes, hex. */
export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** `ab/cdef…`: two digits of folder keep directories small with a million photos. */
export function shardedName(hash: string, extension: string): string {
  return join(hash.slice(0, 2), `${hash.slice(2)}.${extension}`);
}

/** Where a photo's original bytes lie. */
export function photoPath({ paths }: Pick<Lab, 'paths'>, { hash, extension }: StoredPhoto): string {
  return join(paths.photos, shardedName(hash, extension));
}

/** Ending of files that are still being written. */
const temporaryEnding = '.part';

/**
 * Writes a file so that it is there whole or not at all: temporary name, flush, rename, flush of the folder. Once this
 * resolves, the file survives a power cut.
 *
 * @param durable false skips both flushes, for what can be made again (thumbnails).
 */
export async function writeAtomically(
  path: string,
  bytes: Uint8Array,
  { durable = true } = {},
): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  // A name of its own for every write: two copies of one photo may be written at the same time.
  const temporary = `${path}.${randomUUID()}${temporaryEnding}`;
  try {
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(bytes);
      if (durable) await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  if (durable) await syncDirectory(dirname(path));
}

async function syncDirectory(directory: string): Promise<void> {
  // Windows cannot flush a folder, and does not need it: NTFS journals the rename.
  if (process.platform === 'win32') return;
  let handle: FileHandle | undefined;
  try {
    handle = await open(directory, 'r');
    await handle.sync();
  } finally {
    await handle?.close();
  }
}
