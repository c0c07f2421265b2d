import { existsSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryEnding } from '#host/lib/durable-files.ts';
import type { Hooks } from '../hooks.ts';
import type { Lab } from '../lab.ts';
import type { StoredPhoto } from '../queries/samples/photos.ts';
import { isWholeRendition, renditionFile, renditionPath } from '../renditions.ts';

const sizes = ['thumb', 'preview', 'full'] as const;

/** Looks at every thumbnail and preview; with `repair` those that are torn are made again. */
export async function checkThumbnails(
  lab: Lab,
  photos: readonly StoredPhoto[],
  { repair, signal, onProgress }: Hooks & { repair: boolean },
): Promise<{ checked: number; repairs: string[] }> {
  const files = sizes.flatMap((size) => renditionsIn(join(lab.paths.thumbs, size)));
  const torn = new Set<string>();
  for (const [index, file] of files.entries()) {
    signal.throwIfAborted();
    if (!(await isWholeRendition(file))) torn.add(file);
    onProgress({ phase: 'Checking thumbnails', done: index + 1, total: files.length, unit: 'thumbnails' });
  }
  if (repair) await remake(lab, photos, torn);
  const count = torn.size;
  const repairs =
    count === 0 ? [] : [`${count} torn ${count === 1 ? 'thumbnail is' : 'thumbnails are'} made again.`];
  return { checked: files.length, repairs };
}

async function remake(lab: Lab, photos: readonly StoredPhoto[], torn: ReadonlySet<string>): Promise<void> {
  for (const file of torn) await rm(file, { force: true });
  for (const photo of photos)
    for (const size of sizes)
      // One whose photo is gone stays away: that is the photo's trouble, and said of it.
      if (torn.has(renditionPath(lab, photo, size)))
        await renditionFile(lab, photo.hash, size === 'full' ? 'original' : size).catch(() => undefined);
}

function renditionsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(temporaryEnding))
    .map((entry) => join(entry.parentPath, entry.name));
}
