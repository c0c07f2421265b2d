import type { SampleRow } from '#shared/catalogue.ts';

export type LoadPage = (offset: number, limit: number) => Promise<{ total: number; samples: SampleRow[] }>;

const pageSize = 200;
/** Pages held at once; those farthest from the view go first. 40 pages are 8,000 samples, about 20 MB. */
const heldPages = 40;

interface Page {
  readonly number: number;
  readonly samples: readonly SampleRow[];
}

/** A long list of samples of which only the pages near the view are in memory. */
export class SamplePages {
  readonly #load: LoadPage;
  readonly #failed: (error: unknown) => void;
  #total = $state(0);
  #pages = $state.raw<readonly Page[]>([]);
  #wanted = { first: 0, last: pageSize - 1 };
  #loading: Promise<void> | undefined;
  /** Rises whenever what is loaded no longer answers what is asked. */
  #generation = 0;
  #stale = false;

  constructor(load: LoadPage, failed: (error: unknown) => void) {
    this.#load = load;
    this.#failed = failed;
  }

  get total(): number {
    return this.#total;
  }

  /** @returns undefined while the sample's page is on its way. */
  at(index: number): SampleRow | undefined {
    return this.#page(Math.floor(index / pageSize))?.samples[index % pageSize];
  }

  /** Says which samples are in view. Only the last view counts: what was scrolled past is not loaded. */
  need(first: number, last: number): Promise<void> {
    this.#wanted = { first: Math.max(0, first), last: Math.max(0, last) };
    return this.#pump();
  }

  /** Loads what is in view again, keeping the old rows until the new ones are there. */
  reload(): Promise<void> {
    this.#generation += 1;
    this.#stale = true;
    return this.#pump();
  }

  /** Forgets everything and starts at the top: another filter, another lab. */
  restart(): Promise<void> {
    this.clear();
    this.#stale = true;
    return this.#pump();
  }

  clear(): void {
    this.#generation += 1;
    this.#pages = [];
    this.#total = 0;
    this.#wanted = { first: 0, last: pageSize - 1 };
    this.#stale = false;
  }

  #pump(): Promise<void> {
    this.#loading ??= this.#loadMissing().finally(() => (this.#loading = undefined));
    return this.#loading;
  }

  async #loadMissing(): Promise<void> {
    for (let page = this.#nextMissing(); page !== undefined; page = this.#nextMissing()) {
      const generation = this.#generation;
      try {
        const { total, samples } = await this.#load(page * pageSize, pageSize);
        if (generation === this.#generation) this.#keep(page, total, samples);
      } catch (error) {
        this.#stale = false;
        this.#failed(error);
        return;
      }
    }
  }

  #keep(number: number, total: number, samples: readonly SampleRow[]): void {
    const others = this.#stale ? [] : this.#pages;
    const middle = this.#middlePage();
    const nearest = [...others, { number, samples }].toSorted(
      (a, b) => Math.abs(a.number - middle) - Math.abs(b.number - middle),
    );
    this.#stale = false;
    this.#total = total;
    this.#pages = nearest.slice(0, heldPages);
  }

  #nextMissing(): number | undefined {
    const first = Math.floor(this.#wanted.first / pageSize);
    if (this.#stale) return this.#total === 0 ? 0 : Math.min(first, Math.floor((this.#total - 1) / pageSize));
    const end = Math.min(this.#wanted.last, this.#total - 1);
    for (let page = first; page * pageSize <= end; page += 1) {
      if (this.#page(page) === undefined) return page;
    }
    return undefined;
  }

  #page(number: number): Page | undefined {
    return this.#pages.find((page) => page.number === number);
  }

  #middlePage(): number {
    return Math.floor((this.#wanted.first + this.#wanted.last) / 2 / pageSize);
  }
}
