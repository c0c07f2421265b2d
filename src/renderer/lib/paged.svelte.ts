import type { Notices } from './notices.svelte.ts';

export interface Page<Entry> {
  readonly total: number;
  readonly entries: readonly Entry[];
}

/** So many photos stand on a screen; a cell of a large run has tens of thousands. */
const pageSize = 24;

/** A long list of which one page is in memory. */
export class Paged<Entry> {
  readonly #notices: Notices;
  #ask: ((page: { offset: number; limit: number }) => Promise<Page<Entry>>) | undefined;
  #page = $state.raw<Page<Entry>>();
  #offset = $state(0);
  /** Place on the page of the entry that was looked at last, so that who comes back finds it. */
  lookedAt: number | undefined;

  constructor(notices: Notices) {
    this.#notices = notices;
  }

  /** Undefined while the first page is on its way, or nothing is asked for. */
  get page(): Page<Entry> | undefined {
    return this.#page;
  }

  /** Place of the page's first entry, from 0. */
  get offset(): number {
    return this.#offset;
  }

  get hasBefore(): boolean {
    return this.#offset > 0;
  }

  get hasAfter(): boolean {
    return this.#offset + pageSize < (this.#page?.total ?? 0);
  }

  /** Shows the first page of another list. */
  async show(ask: (page: { offset: number; limit: number }) => Promise<Page<Entry>>): Promise<void> {
    this.#ask = ask;
    this.#page = undefined;
    await this.#load(0);
  }

  async turn(by: -1 | 1): Promise<void> {
    if (by === 1 ? this.hasAfter : this.hasBefore) await this.#load(this.#offset + by * pageSize);
  }

  /** Asks for the page anew, which is where it was. */
  async reload(): Promise<void> {
    const { lookedAt } = this;
    if (this.#page !== undefined) await this.#load(this.#offset);
    this.lookedAt = lookedAt;
  }

  clear(): void {
    this.#ask = undefined;
    this.#page = undefined;
    this.#offset = 0;
  }

  async #load(offset: number): Promise<void> {
    const ask = this.#ask;
    if (ask === undefined) return;
    const page = await this.#notices.guard(() => ask({ offset, limit: pageSize }));
    // Something else may have been asked for in the meantime.
    if (page === undefined || ask !== this.#ask) return;
    this.#page = page;
    this.#offset = offset;
    this.lookedAt = undefined;
  }
}
