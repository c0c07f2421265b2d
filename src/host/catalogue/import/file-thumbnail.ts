import { realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { withPhoto } from '../../imaging/decode.ts';
import { makeRendition } from '../../imaging/renditions.ts';
import { readPhotoFile } from '#host/imaging/photo-file.ts';

/**
 * A picture of a file in a folder that is looked at before it is imported; null where it cannot be read, or where it
 * would lead out of the folder.
 *
 * @param file its path within the folder. @returns WebP.
 */
export async function fileThumbnail(
  directory: string,
  file: string,
  size: 'thumb' | 'preview' = 'thumb',
): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    const folder = await realpath(directory);
    const path = await realpath(join(folder, file));
    if (path !== join(folder, file) || !path.startsWith(join(folder, sep))) return null;
    const bytes = await readPhotoFile(path);
    const made = await withPhoto(bytes, {}, async (photo) => makeRendition(await photo.pixels(), size));
    return new Uint8Array(made);
  } catch {
    return null;
  }
}
