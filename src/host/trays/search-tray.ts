import type { FindingSettings } from '#shared/domain/finding.ts';
import { StrandlineError } from '#shared/errors.ts';
import { keptOutline } from '#shared/trays/measure-outline.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { ownPhotoPath } from '#host/catalogue/photo-store.ts';
import { storedPhoto } from '#host/catalogue/queries/samples/photos.ts';
import { trayWith } from '#host/catalogue/queries/trays.ts';
import type { Finder, Findings, PictureToSearch } from '#host/finding/finder.ts';

/**
 * What stands out from the ground of a tray.
 *
 * @param settings with the smallest size in µm where the tray has a scale, else in pixels.
 * @throws StrandlineError `not-found`, `photo-unreadable`, `too-large`.
 */
export function searchTray(
  lab: Lab,
  finder: Finder,
  tray: number,
  { smallest, ...settings }: FindingSettings,
): Promise<Findings> {
  const { scale } = trayWith(lab.db, tray);
  return finder.inPicture(pictureOf(lab, tray), {
    ...settings,
    smallest: smallest / (scale?.umPerPixel ?? 1),
  });
}

/** The thing at a place of a tray, in pixels. @throws StrandlineError `not-found`, `photo-unreadable`. */
export async function thingInTray(
  lab: Lab,
  finder: Finder,
  tray: number,
  place: { readonly x: number; readonly y: number; readonly tolerance: number },
): Promise<[number, number][]> {
  const { width, height } = trayWith(lab.db, tray);
  if (place.x < 0 || place.y < 0 || place.x >= width || place.y >= height)
    throw new StrandlineError(
      'bad-argument',
      'This place is outside of the picture. Click on something in it.',
    );
  return keptOutline(await finder.at(pictureOf(lab, tray), place));
}

/** The file of a tray's picture, and what of it is counted. @throws StrandlineError `not-found`, `corrupt-file`. */
export function pictureOf(lab: Lab, tray: number): PictureToSearch {
  const { hash, region, fileName } = trayWith(lab.db, tray);
  const stored = storedPhoto(lab.db, hash);
  if (stored === undefined)
    throw new StrandlineError('not-found', `The picture ${fileName} is not in the lab any more.`);
  return { file: ownPhotoPath(lab, stored), region };
}
