import type { Metadata } from 'sharp';

/** Size as seen (EXIF orientation applied), in pixels. */
export function sizeAsSeen({ width, height, orientation }: Metadata): { width: number; height: number } {
  const quarterTurned = orientation !== undefined && orientation >= 5;
  return quarterTurned ? { width: height, height: width } : { width, height };
}
