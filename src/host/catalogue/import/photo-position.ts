import { coordinatePlaces } from '#shared/fields/coordinate.ts';
import { distanceKm } from '#shared/fields/survey-checks.ts';
import { tagsOfFile } from '../../imaging/file-tags.ts';
import type { ReadableDb } from '../database.ts';
import { listSites } from '../queries/sites.ts';
import type { FoundPhoto } from './tree.ts';

/** Where the photos of an import were taken, as their cameras say. */
export interface PhotoPosition {
  /** Decimal degrees, WGS 84. */
  readonly latitude: number;
  readonly longitude: number;
  /** Photos that say so. */
  readonly photos: number;
  /** The lab's site there, if it has one. */
  readonly site: string | null;
}

/** So many photos of a folder are asked, evenly through it: a survey is one place. */
const asked = 40;
/** Photos further apart than this are of no one site, and a site further away is another one. */
const sameSiteKm = 2;

/** @returns undefined where no photo says it, or where they are of several places. */
export async function positionOf(
  db: ReadableDb,
  photos: readonly FoundPhoto[],
): Promise<PhotoPosition | undefined> {
  const step = Math.ceil(photos.length / asked);
  const some = photos.filter((_, index) => index % step === 0);
  const tags = await Promise.all(some.map(({ path }) => tagsOfFile(path)));
  const places = tags.flatMap(({ latitude, longitude }) =>
    latitude === null || longitude === null ? [] : [[latitude, longitude] as const],
  );
  const [latitude, longitude] = [0, 1].map((axis) => medianOf(places.map((place) => place[axis] ?? 0)));
  if (latitude === undefined || longitude === undefined) return undefined;
  const middle = [latitude, longitude] as const;
  if (places.some((place) => distanceKm(place, middle) > sameSiteKm)) return undefined;
  return { latitude, longitude, photos: places.length, site: siteAt(db, middle) };
}

function siteAt(db: ReadableDb, place: readonly [number, number]): string | null {
  const near = listSites(db).flatMap(({ name, latitude, longitude }) =>
    latitude === null || longitude === null ? [] : [{ name, km: distanceKm(place, [latitude, longitude]) }],
  );
  const [nearest] = near.toSorted((a, b) => a.km - b.km);
  return nearest !== undefined && nearest.km <= sameSiteKm ? nearest.name : null;
}

/** To the places that a receiver can know. */
function medianOf(values: readonly number[]): number | undefined {
  const middle = values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
  return middle === undefined ? undefined : Number(middle.toFixed(coordinatePlaces));
}
