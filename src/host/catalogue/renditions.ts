import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { withPhoto } from '../imaging/decode.ts';
import { showsItself } from '../imaging/as-seen.ts';
import { type RenditionSize, makeFullSize, makeRendition } from '../imaging/renditions.ts';
import type { Lab } from './lab.ts';
import { pathsIn } from './lab-paths.ts';
import { writeDisposable } from '#host/lib/durable-files.ts';
import { ownFile } from '#host/lib/inside.ts';
import { ownPhotoPath, shardedName } from './photo-store.ts';
import { storedPhoto } from './queries/samples/photos.ts';
import { readPhotoFile } from '#host/imaging/photo-file.ts';

/**
 * Originals that the window shows as they are seen everywhere else. It knows neither TIFF nor HEIC, and has rules of its own for
 * 16 bits, for what lies behind transparent pixels and for pictures that move.
 */
const shownAsTheyAre: Readonly<Record<string, string>> = { jpg: 'image/jpeg', bmp: 'image/bmp' };

/** What is made of a photo: smaller, or as large as it is. */
type Made = RenditionSize | 'full';

/** Where a photo's rendition is kept. */
export function renditionPath(
  { paths }: Pick<Lab, 'paths'>,
  { hash, page = 0 }: { hash: string; page?: number },
  size: Made,
): string {
  const name = page === 0 ? hash : `${hash}-${page}`;
  return join(paths.thumbs, size, shardedName(name, size === 'full' ? 'jpg' : 'webp'));
}

/**
 * The file to show for a photo; renditions are made where they are missing (`thumbs/` is disposable). A photo whose original the
 * window cannot show is shown by a rendition with as many pixels.
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
  if (size === 'original' && photo.extension === 'png' && (await showsItself(original, 'png')))
    return { path: original, mime: 'image/png' };
  const shown = size === 'original' ? 'full' : size;
  const kind = shown === 'full' ? 'image/jpeg' : 'image/webp';
  const path = renditionPath(lab, photo, shown);
  const before = await madeBefore(lab, photo, shown);
  if (before !== undefined) return { path: ownFile(lab.directory, before), mime: kind };
  // A link is not taken for a torn file.
  if (existsSync(path)) ownFile(lab.paths.thumbs, path);
  if (!(await isWholeRendition(path))) {
    const made = await withPhoto(await readPhotoFile(original), { page: photo.page }, async ({ pixels }) =>
      shown === 'full' ? makeFullSize(await pixels()) : makeRendition(await pixels(), shown),
    );
    await writeDisposable(path, made);
  }
  return { path: ownFile(lab.paths.thumbs, path), mime: kind };
}

/** The rendition that a lab brings along which can only be read: what it lacks is made elsewhere. */
async function madeBefore(
  { readOnly, directory }: Lab,
  photo: Parameters<typeof renditionPath>[1],
  size: Made,
): Promise<string | undefined> {
  if (readOnly === null) return undefined;
  const path = renditionPath({ paths: pathsIn(directory) }, photo, size);
  return (await isWholeRendition(path)) ? path : undefined;
}

/** What a WebP file begins with: https://developers.google.com/speed/webp/docs/riff_container. */
const riff = { bytes: 12, size: 4, form: 8 } as const;

/** What a JPEG begins and ends with: its markers SOI and EOI. */
const jpeg = { begins: Buffer.from([0xff, 0xd8]), ends: Buffer.from([0xff, 0xd9]) } as const;

/** Whether a rendition's file is there and as long as it says: a power cut can leave one empty, or full of zeros. */
export async function isWholeRendition(path: string): Promise<boolean> {
  try {
    await using handle = await open(path);
    const { size } = await handle.stat();
    if (path.endsWith('.jpg')) {
      const [first, last] = await Promise.all(
        [0, size - 2].map((position) => handle.read({ buffer: Buffer.alloc(2), position })),
      );
      return first?.buffer.equals(jpeg.begins) === true && last?.buffer.equals(jpeg.ends) === true;
    }
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(riff.bytes), position: 0 });
    const tag = buffer.toString('latin1', 0, riff.size) + buffer.toString('latin1', riff.form, riff.bytes);
    return bytesRead === riff.bytes && tag === 'RIFFWEBP' && buffer.readUInt32LE(riff.size) + 8 <= size;
  } catch {
    return false;
  }
}
