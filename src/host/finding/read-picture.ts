import { withPhoto } from '#host/imaging/decode.ts';
import { withPhotoFile } from '#host/imaging/photo-file.ts';
import { toPixels } from '#host/imaging/preprocess.ts';
import type { RawPicture } from './contrast.ts';

/** Pixels of a picture that are looked at; a larger one is made smaller, since 16 bytes for each are needed at once. */
const mostPixels = 24_000_000;

/**
 * A picture of a file as it is seen.
 *
 * @returns `scale`: its pixels per pixel of the file.
 * @throws StrandlineError `photo-unreadable`.
 */
export function readPicture(file: string): Promise<{ readonly picture: RawPicture; readonly scale: number }> {
  return withPhotoFile(file, (bytes) =>
    withPhoto(bytes, { name: file }, async (photo) => {
      const { width, height } = photo.metadata.autoOrient;
      const scale = Math.min(1, Math.sqrt(mostPixels / (width * height)));
      const pipeline = await photo.pixels();
      const seen = await toPixels(
        scale === 1
          ? pipeline
          : pipeline.resize(Math.round(width * scale), Math.round(height * scale), { fit: 'fill' }),
      );
      return { picture: { ...seen, channels: 3 }, scale: seen.width / width };
    }),
  );
}
