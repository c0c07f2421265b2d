import { around, placeNamed, thereName } from '#shared/domain/place-there.ts';
import { printable } from '#shared/domain/printable.ts';
import { StrandlineError } from '#shared/errors.ts';

/**
 * Paths of the lab's computer without `.` and `..`.
 *
 * @throws StrandlineError `bad-argument` where one is none, or they are not all of one folder, which a person could not see.
 */
export function placesAsked(paths: readonly string[]): string[] {
  const places = paths.map((path) => {
    const place = placeNamed(thereName(path));
    if (place !== undefined) return place;
    throw new StrandlineError('bad-argument', `${printable(path)} is no place of the lab’s computer.`);
  });
  const [first = ''] = places;
  if (places.some((place) => around(place) !== around(first)))
    throw new StrandlineError('bad-argument', 'Choose files of one folder.');
  return places;
}
