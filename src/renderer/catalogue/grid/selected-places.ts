/** What is selected besides the cursor: everything from the anchor to it, with the flipped ones left out or added. */
export interface SelectedPlaces {
  readonly anchor: number;
  readonly flipped: readonly number[];
}

/** All places that are selected, in rising order. */
export function placesOf(cursor: number, { anchor, flipped }: SelectedPlaces): number[] {
  const inside = between(anchor, cursor);
  return flipped.length === 0 ? inside : difference(inside, flipped).sort((a, b) => a - b);
}

/** The selection of exactly these places, in rising order, that flips the fewest of them. */
export function selecting(places: readonly number[], cursor: number): SelectedPlaces {
  const anchors = [cursor, places[0] ?? cursor, places.at(-1) ?? cursor];
  return anchors
    .map((anchor) => ({ anchor, flipped: difference(between(anchor, cursor), places) }))
    .reduce((best, way) => (way.flipped.length < best.flipped.length ? way : best));
}

/** The places of things in a list, in rising order; what is not in it has none. */
export function placesIn<T>(list: ArrayLike<T>, things: readonly T[]): number[] {
  const wanted = new Set<T | undefined>(things);
  const places: number[] = [];
  // A list may be of a million, and what is looked for is mostly one: no map is made of all of it.
  for (let place = 0; place < list.length; place += 1) if (wanted.has(list[place])) places.push(place);
  return places;
}

/** Whole numbers from one to the other, whichever is less. */
function between(one: number, other: number): number[] {
  const from = Math.min(one, other);
  return Array.from({ length: Math.abs(one - other) + 1 }, (_, offset) => from + offset);
}

/** What is in one of two lists and not in the other. */
function difference(one: readonly number[], other: readonly number[]): number[] {
  const [first, second] = [new Set(one), new Set(other)];
  return [...one.filter((place) => !second.has(place)), ...other.filter((place) => !first.has(place))];
}
