import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ExportCheck } from '#shared/domain/export.ts';
import { StrandlineError } from '#shared/errors.ts';
import { inOrder } from '#host/lib/in-order.ts';
import type { Hooks } from '../hooks.ts';
import type { Lab } from '../lab.ts';
import { photoPath } from '../photo-store.ts';
import { checked } from './checks.ts';

/** A photo, and where it lies in what is exported. */
export interface PhotoCopy {
  readonly photo: { readonly hash: string; readonly extension: string };
  /** With forward slashes. */
  readonly path: string;
}

/** Copies photos out of the lab, bytes untouched; one that is there whole already is left, so that a rerun goes on. */
export async function copyPhotos(
  lab: Lab,
  directory: string,
  copies: readonly PhotoCopy[],
  { signal, onProgress }: Hooks,
): Promise<void> {
  const made = new Set<string>();
  for (const [index, { photo, path }] of copies.entries()) {
    signal.throwIfAborted();
    const target = join(directory, path);
    const folder = dirname(target);
    if (!made.has(folder)) await mkdir(folder, { recursive: true });
    made.add(folder);
    const source = photoPath(lab, photo);
    if (!(await sameSize(source, target))) await copyFile(source, target, constants.COPYFILE_FICLONE);
    onProgress({ phase: 'Writing photos', done: index + 1, total: copies.length, unit: 'photos' });
  }
}

/** Files that are read at once. */
const concurrency = 4;

/** Reads copies of photos anew: they are there, and their bytes are those of the lab. */
export async function checkPhotos(
  directory: string,
  copies: readonly PhotoCopy[],
  { signal, onProgress }: Hooks,
): Promise<ExportCheck> {
  const problems: string[] = [];
  let done = 0;
  const hashOf = ({ path }: PhotoCopy): Promise<string | undefined> =>
    hashOfFile(join(directory, path)).catch(() => undefined);
  for await (const [{ photo, path }, hash] of inOrder(copies, concurrency, hashOf)) {
    signal.throwIfAborted();
    if (hash === undefined) problems.push(`${path} cannot be opened.`);
    else if (hash !== photo.hash)
      problems.push(`${path} has other bytes than the photo in the lab; delete it and export again.`);
    done += 1;
    onProgress({ phase: 'Checking photos', done, total: copies.length, unit: 'photos' });
  }
  return checked('Photos', problems, `All ${copies.length} are there, byte for byte.`);
}

async function hashOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** A copy that was cut off by a kill or a full disk is shorter. */
async function sameSize(source: string, target: string): Promise<boolean> {
  const there = await stat(target).catch(() => undefined);
  return there?.size === (await sizeOf(source));
}

async function sizeOf(source: string): Promise<number> {
  try {
    return (await stat(source)).size;
  } catch (error) {
    const message = `The file of a photo is missing in the lab: ${source}. \`strandline verify\` lists all that are.`;
    throw new StrandlineError('photo-unreadable', message, { file: source }, error);
  }
}
