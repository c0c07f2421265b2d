import { existsSync, lstatSync, readdirSync, renameSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from '#host/lib/durable-files.ts';
import { StrandlineError } from '#shared/errors.ts';
import { all } from '../database.ts';
import type { Lab } from '../lab.ts';
import { hashOf, photoPath } from '../photo-store.ts';
import type { StoredPhoto } from '../queries/samples/photos.ts';
import { hashOfFile } from './hash-of-file.ts';

/** A photo whose file is not what was imported. @property problem `missing`, `changed`, or why it cannot be read. */
export interface LostPhoto {
  readonly photo: StoredPhoto;
  readonly problem: string;
}

/**
 * Looks for files that have the very bytes of lost photos: in the lab's folder, under whatever name, and in a folder that is
 * given. Only files of the right length are read.
 *
 * @returns by hash, a file that has it.
 */
export async function findLost(
  lab: Lab,
  lost: readonly LostPhoto[],
  { lookIn, signal }: { lookIn: string | undefined; signal: AbortSignal },
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  if (lost.length === 0) return found;
  const wanted = new Set(lost.map(({ photo }) => photo.hash));
  const lengths = new Set(
    all<{ hash: string; bytes: number }>(
      lab.db,
      'SELECT hash, bytes FROM photos UNION SELECT hash, bytes FROM trays',
    ).flatMap(({ hash, bytes }) => (wanted.has(hash) ? [bytes] : [])),
  );
  // Thumbnails and the cache are ours, and never an original.
  const passed = new Set([lab.paths.thumbs, lab.paths.cache]);
  for (const folder of [lab.directory, ...(lookIn === undefined ? [] : [lookIn])])
    for (const file of filesIn(folder, passed)) {
      signal.throwIfAborted();
      if (found.size === wanted.size) return found;
      if (!lengths.has(lstatSync(file).size)) continue;
      const hash = await hashOfFile(file).catch(() => '');
      if (wanted.has(hash) && !found.has(hash)) found.set(hash, file);
    }
  return found;
}

/** Every regular file in a folder, however deep; folders that cannot be read are passed over, links are not followed. */
function* filesIn(folder: string, passed: ReadonlySet<string>): Generator<string> {
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isFile()) yield path;
    else if (entry.isDirectory() && !passed.has(path)) yield* filesIn(path, passed);
  }
}

function entriesOf(folder: string): ReturnType<typeof readWithTypes> {
  try {
    return readWithTypes(folder);
  } catch {
    return [];
  }
}

function readWithTypes(folder: string) {
  return readdirSync(folder, { withFileTypes: true });
}

/** Puts the bytes of a lost photo back into the store; a file with other bytes that is there is kept beside. */
export async function relink(lab: Lab, { photo }: LostPhoto, source: string): Promise<void> {
  const bytes = await readFile(source);
  if (hashOf(bytes) !== photo.hash)
    throw new StrandlineError('file-trouble', `${source} was changed while it was copied.`);
  const target = photoPath(lab, photo);
  if (existsSync(target)) renameSync(target, `${target}.changed-${Date.now()}`);
  await writeDurably(target, bytes);
}
