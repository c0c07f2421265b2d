import type { ReadableDb } from '#host/catalogue/database.ts';
import { newestStage } from '#host/catalogue/queries/sessions.ts';
import { withPhoto } from '#host/imaging/decode.ts';
import { type Pixels, toPixels } from '#host/imaging/preprocess.ts';
import { type Region, isWholeCentre, regionPixels, wholeCentre } from '#shared/camera/region.ts';
import type { StoredStage } from '#shared/domain/session.ts';
import { type StagePrint, isEmptyStage, stagePrint } from '#shared/camera/stage.ts';
import { showsSomething } from '#shared/camera/stage-content.ts';

/**
 * What the empty stage looked like in the newest session that began with it, and how it was looked at.
 *
 * @returns undefined where no session began with one, where something was on it, or where nobody knows how it was looked at.
 * @throws StrandlineError `photo-unreadable`.
 */
export async function storedEmptyStage(db: ReadableDb): Promise<StoredStage | undefined> {
  const stage = newestStage(db, 'empty');
  if (stage === undefined) return undefined;
  const { session, camera, region, photo } = stage;
  if (camera === null || region === null || (await isOccupied(db, session))) return undefined;
  return { camera, region, print: await printOf(photo, region) };
}

/**
 * Whether something is seen on the stage that a session began with as an empty one. A patterned stage looks like that, too: one
 * that the session before began with as well is taken for what it was said to be.
 *
 * @throws StrandlineError `photo-unreadable`.
 */
export async function isOccupied(db: ReadableDb, session: number): Promise<boolean> {
  const [stage, earlier] = [session + 1, session].map((before) =>
    newestStage(db, 'empty', { before, beside: session }),
  );
  if (stage?.session !== session) return false;
  const print = await printOf(stage.photo, stage.region);
  if (!showsSomething(print)) return false;
  return earlier === undefined || !isEmptyStage(print, await printOf(earlier.photo, earlier.region));
}

/** @param region null is the whole centre, which was all that could be predicted when nobody wrote it down. */
async function printOf(photo: Uint8Array, region: Region | null): Promise<StagePrint> {
  const pixels = await withPhoto(photo, {}, async (opened) => toPixels(await opened.pixels()));
  return stagePrint(regionOf(pixels, region ?? wholeCentre));
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
