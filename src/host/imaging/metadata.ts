import readExif from 'exif-reader';
import type { Metadata } from 'sharp';

/** Size as seen (EXIF orientation applied), in pixels. */
export function sizeAsSeen({ width, height, orientation }: Metadata): { width: number; height: number } {
  const quarterTurned = orientation !== undefined && orientation >= 5;
  return quarterTurned ? { width: height, height: width } : { width, height };
}

/**
 * When the photo was taken, as ISO local time without zone: EXIF times have none, and inventing one would be a lie.
 * Null where the photo does not say, or says nonsense.
 */
export function takenAt({ exif }: Metadata): string | null {
  if (exif === undefined) return null;
  try {
    const { Photo, Image } = readExif(exif);
    const time: unknown = Photo?.DateTimeOriginal ?? Photo?.DateTimeDigitized ?? Image?.DateTime;
    return time instanceof Date && !Number.isNaN(time.getTime()) ? time.toISOString().slice(0, 19) : null;
  } catch {
    // Damaged EXIF is common and no reason to refuse a photo.
    return null;
  }
}
