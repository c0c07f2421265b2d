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
    const [from, to] = this.#range();
    const inside = Array.from({ length: to - from + 1 }, (_, offset) => from + offset);
    if (this.#flipped.length === 0) return inside;
    const outside = this.#flipped.filter((position) => !this.#inRange(position));
    return [...inside.filter((position) => !this.#flipped.includes(position)), ...outside].sort(
      (a, b) => a - b,
    );
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

  #inRange(position: number): boolean {
    const [from, to] = this.#range();
    return position >= from && position <= to;
  }

  #range(): [from: number, to: number] {
    return [Math.min(this.#anchor, this.#cursor), Math.max(this.#anchor, this.#cursor)];
  }

  #within(position: number): number {
    return Math.max(0, Math.min(position, this.#length() - 1));
  }
}
