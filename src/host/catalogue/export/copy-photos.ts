import { constants, copyFile, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Hooks } from '../hooks.ts';
import type { Lab } from '../lab.ts';
import { photoPath } from '../photo-store.ts';

interface PhotoCopy {
  readonly photo: { readonly hash: string; readonly extension: string };
  /** Absolute path. */
  readonly target: string;
}

/** Copies photos out of the lab, bytes untouched; one that is there whole already is left, so that a rerun goes on. */
export async function copyPhotos(
  lab: Lab,
  copies: readonly PhotoCopy[],
  { signal, onProgress }: Hooks,
): Promise<void> {
  const made = new Set<string>();
  for (const [index, { photo, target }] of copies.entries()) {
    signal.throwIfAborted();
    const folder = dirname(target);
    if (!made.has(folder)) await mkdir(folder, { recursive: true });
    made.add(folder);
    const source = photoPath(lab, photo);
    if (!(await sameSize(source, target))) await copyFile(source, target, constants.COPYFILE_FICLONE);
    onProgress({ phase: 'Writing photos', done: index + 1, total: copies.length, unit: 'photos' });
  }
}

/** A copy that was cut off by a kill or a full disk is shorter. */
async function sameSize(source: string, target: string): Promise<boolean> {
  const there = await stat(target).catch(() => undefined);
  return there?.size === (await stat(source)).size;
}
