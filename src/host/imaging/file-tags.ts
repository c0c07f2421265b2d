import sharp from 'sharp';
import { type CameraTags, cameraTags } from './camera-tags.ts';

/** What a camera wrote into a file, by its header alone; all of it null where the file has none or cannot be read. */
export async function tagsOfFile(path: string): Promise<CameraTags> {
  const exif = await sharp(path)
    .metadata()
    .then(
      (metadata) => metadata.exif,
      () => undefined,
    );
  return cameraTags(exif);
}
