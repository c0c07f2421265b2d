import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openPhoto } from '../imaging/decode.ts';
import { type RenditionSize, makeRendition } from '../imaging/renditions.ts';
import type { Lab } from './lab.ts';
import { writeDisposable } from '#host/lib/durable-files.ts';
import { photoPath, shardedName } from './photo-store.ts';
import { storedPhoto } from './queries/samples/photos.ts';

const mimeOf: Record<string, string> = {
  jpg: 'image/jpeg',
  png: 'image/png',
  tif: 'image/tiff',
  webp: 'image/webp',
  bmp: 'image/bmp',
};

/** Where a photo's thumbnail or preview is kept. */
export function renditionPath({ paths }: Pick<Lab, 'paths'>, hash: string, size: RenditionSize): string {
  return join(paths.thumbs, size, shardedName(hash, 'webp'));
}

/**
 * The file to show for a photo; thumbnails and previews are made where they are missing (`thumbs/` is disposable).
 *
 * @returns null where the lab has no such photo.
 */
export async function renditionFile(
  lab: Lab,
  hash: string,
  size: RenditionSize | 'original',
): Promise<{ path: string; mime: string } | null> {
  const photo = storedPhoto(lab.db, hash);
  if (photo === undefined) return null;
  const original = photoPath(lab, photo);
  if (size === 'original')
    return { path: original, mime: mimeOf[photo.extension] ?? 'application/octet-stream' };
  const path = renditionPath(lab, hash, size);
  if (!existsSync(path)) {
    const { pixels } = await openPhoto(await readFile(original));
    await writeDisposable(path, await makeRendition(pixels(), size));
  }
  return { path, mime: 'image/webp' };
}
