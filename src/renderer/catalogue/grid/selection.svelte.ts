import { placesIn, placesOf, selecting } from './selected-places.ts';

/**
 * What is selected of a long row of things: from the anchor to the cursor, and whatever was picked or left out one by
 * one besides. Positions, not ids: selecting a hundred thousand is as quick as selecting two.
 */
export class Selection {
  #cursor = $state(0);
  #anchor = $state(0);
  #flipped = $state.raw<readonly number[]>([]);
  readonly #length: () => number;

  constructor(length: () => number) {
    this.#length = length;
  }

  /** Where the keys walk. */
  get cursor(): number {
    return this.#cursor;
  }

  get size(): number {
    return this.#length() === 0 ? 0 : this.positions().length;
  }

  has(position: number): boolean {
    return this.#inRange(position) !== this.#flipped.includes(position);
  }

  /** All that is selected, in rising order. */
  positions(): number[] {
    return placesOf(this.#cursor, { anchor: this.#anchor, flipped: this.#flipped });
  }

  /** Goes to a position and selects it alone, or, extending, everything from the anchor to it. */
  goTo(position: number, extend = false): void {
    this.#cursor = this.#within(position);
    if (!extend) this.#anchor = this.#cursor;
    this.#flipped = [];
  }

  move(by: number, extend = false): void {
    this.goTo(this.#cursor + by, extend);
  }

  /** Picks one more, or leaves one out. */
  flip(position: number): void {
    this.#flipped = this.#flipped.includes(position)
      ? this.#flipped.filter((one) => one !== position)
      : [...this.#flipped, position];
  }

  all(): void {
    this.#anchor = 0;
    this.#cursor = this.#within(Infinity);
    this.#flipped = [];
  }

  /**
   * Goes along with things whose row was made anew: what was selected is selected, wherever it is now. The cursor stays with
   * its thing, or where it was, if that is gone and nothing else was selected.
   *
   * @param before the row as it was. @param after the row that has taken its place.
   */
  follow<T>(before: ArrayLike<T>, after: ArrayLike<T>): void {
    const thingsAt = (positions: readonly number[]): T[] =>
      positions.flatMap((position) => before[position] ?? []);
    const places = placesIn(after, thingsAt(this.positions()));
    const [place = places.at(-1) ?? this.#cursor] = placesIn(after, thingsAt([this.#cursor]));
    this.#cursor = this.#within(place);
    const { anchor, flipped } = selecting(places.length === 0 ? [this.#cursor] : places, this.#cursor);
    this.#anchor = anchor;
    this.#flipped = flipped;
  }

  #inRange(position: number): boolean {
    return (
      position >= Math.min(this.#anchor, this.#cursor) && position <= Math.max(this.#anchor, this.#cursor)
    );
  }

  #within(position: number): number {
    return Math.max(0, Math.min(position, this.#length() - 1));
  }
}
