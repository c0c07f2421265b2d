import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { withPhoto } from '../imaging/decode.ts';
import { type RenditionSize, makeRendition } from '../imaging/renditions.ts';
import type { Lab } from './lab.ts';
import { pathsIn } from './lab-paths.ts';
import { writeDisposable } from '#host/lib/durable-files.ts';
import { ownFile } from '#host/lib/inside.ts';
import { ownPhotoPath, shardedName } from './photo-store.ts';
import { storedPhoto } from './queries/samples/photos.ts';
import { readPhotoFile } from '#host/imaging/photo-file.ts';

/**
 * Originals that the window shows as they are seen everywhere else. It knows no TIFF, and has rules of its own for 16 bits and
 * for what lies behind transparent pixels.
 */
const shownAsTheyAre: Readonly<Record<string, string>> = { jpg: 'image/jpeg', bmp: 'image/bmp' };

/** Where a photo's thumbnail or preview is kept. */
export function renditionPath(
  { paths }: Pick<Lab, 'paths'>,
  { hash, page = 0 }: { hash: string; page?: number },
  size: RenditionSize,
): string {
  return join(paths.thumbs, size, shardedName(page === 0 ? hash : `${hash}-${page}`, 'webp'));
}

/**
 * The file to show for a photo; thumbnails and previews are made where they are missing (`thumbs/` is disposable). A photo
 * whose original the window cannot show is shown by its preview.
 *
 * @returns null where the lab has no such photo. @throws StrandlineError `corrupt-file` where its files lie outside of the lab.
 */
export async function renditionFile(
  lab: Lab,
  hash: string,
  size: RenditionSize | 'original',
): Promise<{ path: string; mime: string } | null> {
  const photo = storedPhoto(lab.db, hash);
  if (photo === undefined) return null;
  const original = ownPhotoPath(lab, photo);
  const mime = shownAsTheyAre[photo.extension];
  if (size === 'original' && mime !== undefined) return { path: original, mime };
  const shown = size === 'original' ? 'preview' : size;
  const path = renditionPath(lab, photo, shown);
  const before = madeBefore(lab, photo, shown);
  if (before !== undefined) return { path: ownFile(lab.directory, before), mime: 'image/webp' };
  if (!existsSync(path)) {
    const made = await withPhoto(await readPhotoFile(original), { page: photo.page }, async ({ pixels }) =>
      makeRendition(await pixels(), shown),
    );
    await writeDisposable(path, made);
  }
  return { path: ownFile(lab.paths.thumbs, path), mime: 'image/webp' };
}

/** The rendition that a lab brings along which can only be read: what it lacks is made elsewhere. */
function madeBefore(
  { readOnly, directory }: Lab,
  photo: Parameters<typeof renditionPath>[1],
  size: RenditionSize,
): string | undefined {
  if (readOnly === null) return undefined;
  const path = renditionPath({ paths: pathsIn(directory) }, photo, size);
  return existsSync(path) ? path : undefined;
}
