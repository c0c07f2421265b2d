import { basename } from 'node:path';
import type { SkippedFile } from '#shared/domain/import.ts';
import { inspectPhoto } from './read-photo.ts';
import type { ResolvedPhoto } from './resolved.ts';
import type { FoundPhoto } from './tree.ts';
import { whyUnreadable } from './unreadable.ts';
import { readPhotoFile } from '#host/imaging/photo-file.ts';

/** {@link inspectPhoto} of a file. */
export async function inspectFile(path: string): ReturnType<typeof inspectPhoto> {
  try {
    return await inspectPhoto(await readPhotoFile(path), basename(path));
  } catch (error) {
    return { leftOut: whyUnreadable(error) };
  }
}

/** Why files of the same bytes as one that cannot be read are left out: each by its own name. */
export async function unreadRepeats({
  repeats,
}: ResolvedPhoto): Promise<(SkippedFile & { found: FoundPhoto })[]> {
  const tried = repeats.map(async (found) => ({ found, inspected: await inspectFile(found.path) }));
  return (await Promise.all(tried)).flatMap(({ found, inspected }) =>
    'leftOut' in inspected ? [{ found, file: found.file, reason: inspected.leftOut }] : [],
  );
}
