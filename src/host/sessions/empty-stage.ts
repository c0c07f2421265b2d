import type { ReadableDb } from '#host/catalogue/database.ts';
import { newestStage } from '#host/catalogue/queries/sessions.ts';
import { withPhoto } from '#host/imaging/decode.ts';
import { type Pixels, toPixels } from '#host/imaging/preprocess.ts';
import { type Region, isWholeCentre, regionPixels } from '#shared/camera/region.ts';
import type { StoredStage } from '#shared/domain/session.ts';
import { stagePrint } from '#shared/camera/stage.ts';

/**
 * What the empty stage looked like in the newest session that began with it, and how it was looked at.
 *
 * @returns undefined where no session began with one, or where nobody knows how it was looked at.
 * @throws StrandlineError `photo-unreadable`.
 */
export async function storedEmptyStage(db: ReadableDb): Promise<StoredStage | undefined> {
  const stage = newestStage(db, 'empty');
  if (stage === undefined) return undefined;
  const { camera, region, photo } = stage;
  if (camera === null || region === null) return undefined;
  const pixels = await withPhoto(photo, {}, async (opened) => toPixels(await opened.pixels()));
  return { camera, region, print: stagePrint(regionOf(pixels, region)) };
}

/** A stage's photo holds the whole picture, or only what is predicted, as every photo that is kept. */
function regionOf(
  { data, width, height }: Pixels,
  region: Region,
): { rgb: Uint8Array; width: number; height: number } {
  if (!isWholeCentre(region)) return { rgb: data, width, height };
  const { x, y, side } = regionPixels(region, width, height);
  const rgb = new Uint8Array(3 * side * side);
  for (let row = 0; row < side; row += 1) {
    const from = 3 * ((y + row) * width + x);
    rgb.set(data.subarray(from, from + 3 * side), 3 * row * side);
  }
  return { rgb, width: side, height: side };
}
