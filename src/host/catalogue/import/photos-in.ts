import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { kindOfFile } from '#shared/domain/file-kind.ts';
import type { SkippedFile } from '#shared/domain/import.ts';
import { byName } from '#shared/imports/file-names.ts';
import { listFolder } from './list-folder.ts';

/** Photos to look at, and what of a folder is none. */
export interface PhotosIn {
  readonly files: string[];
  readonly skipped: SkippedFile[];
}

/**
 * The photos that are meant by files and folders: of a folder all that lie in it or deeper, litter passed over. A file is
 * meant, whatever it is; whether it can be read shows when it is.
 */
export async function photosIn(paths: readonly string[]): Promise<PhotosIn> {
  const found = await Promise.all(paths.map(photosOf));
  return {
    files: found.flatMap(({ files }) => files),
    skipped: found.flatMap(({ skipped }) => skipped),
  };
}

async function photosOf(path: string): Promise<PhotosIn> {
  const isFolder = await stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
  if (!isFolder) return { files: [path], skipped: [] };
  const listed = await listFolder(path);
  const files: string[] = [];
  const skipped: SkippedFile[] = [];
  for (const { path: file, reason } of listed) {
    const kind = kindOfFile(basename(file));
    if (reason !== undefined) skipped.push({ file, reason });
    else if (kind.kind === 'photo') files.push(file);
    else if (kind.kind === 'other') skipped.push({ file, reason: kind.reason });
  }
  return { files: files.sort(byName), skipped };
}
