/** One job's place in a lane. */
export interface Turn {
  readonly id: number;
  /** Not before this moment, in milliseconds since 1970; undefined: as soon as it is its turn. */
  readonly notBefore?: number | undefined;
  /** Whether it waits while the lane is held. What a person starts now does not. */
  readonly holdable: boolean;
  readonly run: () => Promise<void>;
}

/** Where a turn is put: in front of all that wait, in front of one of them, behind them. */
export type Place = 'front' | 'end' | { readonly before: number };

/** A computer that slept does not count the time, so a far moment is looked at again this often. */
const lookEveryMs = 30_000;

/**
 * Runs turns one after another, or so many side by side, in an order that can be changed while they wait. A turn that may not begin yet lets the ones
 * behind it pass. What a turn throws is its own affair: the next one begins.
 */
export class Lane {
  readonly #waiting: Turn[] = [];
  readonly #current = new Set<Promise<void>>();
  readonly #width: number;
  #held = false;
  #closed = false;
  #timer: NodeJS.Timeout | undefined;

  /** @param width how many turns run side by side. */
  constructor(width = 1) {
    this.#width = width;
  }

  get held(): boolean {
    return this.#held;
  }

  /** Whether a turn runs. */
  get busy(): boolean {
    return this.#current.size > 0;
  }

  /** Ids of the turns that wait, in their order. */
  get waiting(): number[] {
    return this.#waiting.map(({ id }) => id);
  }

  add(turn: Turn, place: Place = 'end'): void {
    this.#waiting.splice(this.#indexOf(place), 0, turn);
    this.#lookSoon();
  }

  /** @returns whether the turn was waiting. */
  remove(id: number): boolean {
    return this.#take(id) !== undefined;
  }

  /** @returns whether the turn was waiting. */
  move(id: number, place: Place): boolean {
    const turn = this.#take(id);
    if (turn === undefined) return false;
    this.add(turn, place);
    return true;
  }

  /** Lets nothing begin that can wait, or lets it begin again. What runs goes on. */
  hold(held: boolean): void {
    this.#held = held;
    this.#lookSoon();
  }

  /** Begins nothing any more, and resolves once what runs has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await Promise.all(this.#current);
  }

  #indexOf(place: Place): number {
    if (place === 'front') return 0;
    const index = place === 'end' ? -1 : this.#waiting.findIndex(({ id }) => id === place.before);
    return index === -1 ? this.#waiting.length : index;
  }

  #take(id: number): Turn | undefined {
    const index = this.#waiting.findIndex((turn) => turn.id === id);
    return index === -1 ? undefined : this.#waiting.splice(index, 1)[0];
  }

  /** In the next turn of the event loop's microtasks, so that whoever adds a turn says so before it begins. */
  #lookSoon(): void {
    queueMicrotask(() => this.#look());
  }

  #look(): void {
    clearTimeout(this.#timer);
    if (this.#closed || this.#current.size >= this.#width) return;
    const now = Date.now();
    const next = this.#waiting.find(
      ({ notBefore = 0, holdable }) => !(this.#held && holdable) && notBefore <= now,
    );
    if (next === undefined) {
      this.#lookLater(now);
      return;
    }
    this.#take(next.id);
    const turn = settled(next.run).then(() => {
      this.#current.delete(turn);
      this.#look();
    });
    this.#current.add(turn);
    // Where more may run side by side.
    this.#lookSoon();
  }

  #lookLater(now: number): void {
    const moments = this.#waiting.flatMap(({ notBefore = 0 }) => (notBefore > now ? [notBefore] : []));
    if (moments.length === 0) return;
    this.#timer = setTimeout(() => this.#look(), Math.min(lookEveryMs, Math.min(...moments) - now));
  }
}

async function settled(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch {
    // Whose turn it was has told of its failure; the next ones must not wait for ever because of it.
  }
}
