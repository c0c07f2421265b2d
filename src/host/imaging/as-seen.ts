import sharp from 'sharp';
import type { Rotation } from '#shared/domain/photo.ts';
import { openPhoto } from './decode.ts';
import { isDeep, isTransparent } from './deep-photo.ts';
import { onPixels } from './preprocess.ts';
import { readPhotoFile } from './photo-file.ts';

/**
 * Whether every program shows a photo's file as it is seen in the lab before any turn by a person: 8 bits, opaque, and upright
 * without being told so.
 */
export async function showsItself(path: string, extension: string): Promise<boolean> {
  if (extension === 'bmp') return true;
  const { metadata, tags } =
    extension === 'tif'
      ? await openPhoto(await readPhotoFile(path))
      : { metadata: await sharp(path).metadata(), tags: undefined };
  return (metadata.orientation ?? 1) === 1 && !isDeep(metadata, tags) && !isTransparent(metadata, tags);
}

/** A photo's file as it is seen in the lab: turned, of its page, opaque and of 8 bits. JPEG of a JPEG, else PNG. */
export async function asSeen(
  path: string,
  {
    extension,
    ...turned
  }: { readonly extension: string; readonly rotation: Rotation; readonly page: number },
): Promise<Buffer> {
  const bytes = await readPhotoFile(path);
  return onPixels({ bytes, ...turned }, (pixels) =>
    extension === 'jpg'
      ? pixels.jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer()
      : pixels.png().toBuffer(),
  );
}

/** Size of a picture in a file as its header says, before any turn, in pixels. */
export async function sizeOfFile(path: string): Promise<{ width: number; height: number }> {
  // By its bytes: libvips remembers files by their paths, also after they were written anew.
  const { width, height } = (await openPhoto(await readPhotoFile(path))).metadata;
  return { width, height };
}
