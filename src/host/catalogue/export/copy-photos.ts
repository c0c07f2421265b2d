import { constants, existsSync } from 'node:fs';
import { copyFile, mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { ExportCheck } from '#shared/domain/export.ts';
import type { Rotation } from '#shared/domain/photo.ts';
import { StrandlineError } from '#shared/errors.ts';
import { asSeen } from '#host/imaging/as-seen.ts';
import { inOrder } from '#host/lib/in-order.ts';
import type { Hooks } from '../hooks.ts';
import type { Lab } from '../lab.ts';
import { type StoredName, hashOf, ownPhotoPath } from '../photo-store.ts';
import { hashOfFile } from '../verify/hash-of-file.ts';
import { checked } from './checks.ts';

/** A photo, and where it lies in what is exported. */
export interface PhotoCopy {
  readonly photo: StoredName;
  /** With forward slashes. */
  readonly path: string;
  /** It is written as it is seen in the lab, in place of its bytes. */
  readonly asSeen?: { readonly rotation: Rotation; readonly page: number };
}

/** Files that are copied or read at once. */
const concurrency = 4;

/**
 * Copies photos out of the lab, bytes untouched unless they are asked for as they are seen; one that is there whole already is
 * left, so that a rerun goes on.
 *
 * @returns SHA-256 of every file by its path, as it was meant.
 */
export async function copyPhotos(
  lab: Lab,
  directory: string,
  copies: readonly PhotoCopy[],
  { signal, onProgress }: Hooks,
): Promise<ReadonlyMap<string, string>> {
  const folders = new Set(copies.map(({ path }) => dirname(join(directory, path))));
  for (const folder of folders) await mkdir(folder, { recursive: true });
  const meant = new Map<string, string>();
  const copy = (one: PhotoCopy): Promise<string> => copyPhoto(lab, join(directory, one.path), one);
  for await (const [{ path }, hash] of inOrder(copies, concurrency, copy)) {
    signal.throwIfAborted();
    meant.set(path, hash);
    onProgress({ phase: 'Writing photos', done: meant.size, total: copies.length, unit: 'photos' });
  }
  return meant;
}

/** @throws StrandlineError `photo-unreadable` where its file is not in the lab. */
async function copyPhoto(lab: Lab, target: string, { photo, asSeen: turned }: PhotoCopy): Promise<string> {
  const source = ownPhotoPath(lab, photo);
  if (!existsSync(source))
    throw new StrandlineError(
      'photo-unreadable',
      `The file of a photo is missing in the lab: ${relative(lab.directory, source)}. “strandline verify --repair” looks for it elsewhere. Then export again, which goes on where this ended.`,
    );
  if (turned !== undefined) {
    const bytes = await asSeen(source, { extension: photo.extension, ...turned });
    await writeFile(target, bytes);
    return hashOf(bytes);
  }
  if (!(await sameSize(source, target))) await copyFile(source, target, constants.COPYFILE_FICLONE);
  return photo.hash;
}

/** Reads copies of photos anew: they are there, and their bytes are those that were meant. */
export async function checkPhotos(
  directory: string,
  meant: ReadonlyMap<string, string>,
  { signal, onProgress }: Hooks,
): Promise<ExportCheck> {
  const problems: string[] = [];
  let done = 0;
  const read = ([path]: readonly [string, string]): Promise<string | undefined> =>
    hashOfFile(join(directory, path)).catch(() => undefined);
  for await (const [[path, wanted], hash] of inOrder([...meant], concurrency, read)) {
    signal.throwIfAborted();
    if (hash === undefined) problems.push(`${path} cannot be opened.`);
    else if (hash !== wanted)
      problems.push(`${path} has other bytes than the photo in the lab; delete it and export again.`);
    done += 1;
    onProgress({ phase: 'Checking photos', done, total: meant.size, unit: 'photos' });
  }
  return checked('Photos', problems, `All ${meant.size} are there, byte for byte.`);
}

/** A copy that was cut off by a kill or a full disk is shorter. */
async function sameSize(source: string, target: string): Promise<boolean> {
  const there = await stat(target).catch(() => undefined);
  return there?.size === (await sizeOf(source));
}

/** Bytes of a photo's file in the lab. @throws StrandlineError `photo-unreadable` where it is missing. */
export async function sizeOf(source: string): Promise<number> {
  try {
    return (await stat(source)).size;
  } catch (error) {
    const message = `The file of a photo is missing in the lab: ${source}. \`strandline verify\` lists all that are.`;
    throw new StrandlineError('photo-unreadable', message, { file: source }, error);
  }
}
