import type { SampleRow } from '#shared/domain/sample.ts';
import type { GridQuery } from '#shared/domain/grid.ts';
import { type Tile, TileCache } from './tile-cache.ts';

export interface GridSource {
  list(query: GridQuery): Promise<Uint32Array<ArrayBuffer>>;
  samples(ids: number[], by: GridQuery['by']): Promise<SampleRow[]>;
}

const pageSize = 200;

/** A long grid of which every position is known, and only the rows near the view are in memory. */
export class GridRows {
  readonly #source: GridSource;
  readonly #failed: (error: unknown) => void;
  readonly #shown: (sample: SampleRow) => SampleRow;
  #ids = $state.raw<Uint32Array>(new Uint32Array());
  readonly #tiles = new TileCache();
  /** Rises with every change of the tiles, so that what shows them looks again. */
  #version = $state(0);
  #by: GridQuery['by'] = 'sample';
  #wanted = { first: 0, last: pageSize - 1 };
  #loading: Promise<void> | undefined;
  /** Rises whenever an answer that is on its way no longer answers what is asked. */
  #generation = 0;

  /** @param shown what of a sample is shown where that is not what the lab says; the same where it is. */
  constructor(
    source: GridSource,
    failed: (error: unknown) => void,
    shown: (sample: SampleRow) => SampleRow = (sample) => sample,
  ) {
    this.#source = source;
    this.#failed = failed;
    this.#shown = shown;
  }

  get ids(): Uint32Array {
    return this.#ids;
  }

  get total(): number {
    return this.#ids.length;
  }

  /** @returns undefined while the row is on its way. */
  at(index: number): Tile | undefined {
    const tile = this.#version < 0 ? undefined : this.#tiles.get(this.#ids[index] ?? 0);
    const sample = tile === undefined ? undefined : this.#shown(tile.sample);
    return tile === undefined || sample === undefined || sample === tile.sample ? tile : { ...tile, sample };
  }

  /**
   * Lists anew. The rows that were there are shown until the new list is.
   *
   * @param moved called at the moment at which the list is another one of the same kind of thing, with the ids before: no key
   *   that is pressed may find the cursor on what is not under it.
   * @returns false where it failed or something else was asked for in the meantime.
   */
  async list(query: GridQuery, moved?: (before: Uint32Array) => void): Promise<boolean> {
    this.#generation += 1;
    const generation = this.#generation;
    try {
      const ids = await this.#source.list(query);
      if (generation !== this.#generation) return false;
      const [before, isSameKind] = [this.#ids, query.by === this.#by];
      if (!isSameKind) this.#tiles.clear();
      this.#by = query.by;
      this.#ids = ids;
      if (isSameKind) moved?.(before);
    } catch (error) {
      this.#failed(error);
      return false;
    }
    await this.reload();
    return true;
  }

  /** Asks for the rows in view again: something about them is different. */
  reload(): Promise<void> {
    this.#generation += 1;
    this.#tiles.doubt();
    return this.#pump();
  }

  /** Says which rows are in view. Only the last view counts: what was scrolled past is not loaded. */
  need(first: number, last: number): Promise<void> {
    this.#wanted = { first: Math.max(0, first), last: Math.max(0, last) };
    return this.#pump();
  }

  clear(): void {
    this.#generation += 1;
    this.#ids = new Uint32Array();
    this.#tiles.clear();
    this.#wanted = { first: 0, last: pageSize - 1 };
  }

  #pump(): Promise<void> {
    this.#loading ??= this.#loadMissing().finally(() => (this.#loading = undefined));
    return this.#loading;
  }

  async #loadMissing(): Promise<void> {
    for (let ids = this.#nextMissing(); ids !== undefined; ids = this.#nextMissing()) {
      const generation = this.#generation;
      try {
        const samples = await this.#source.samples(ids, this.#by);
        if (generation === this.#generation) this.#keep(ids, samples);
      } catch (error) {
        this.#failed(error);
        return;
      }
    }
  }

  /** The page around the first row in view that is not fresh. */
  #nextMissing(): number[] | undefined {
    const end = Math.min(this.#wanted.last, this.total - 1);
    for (let index = this.#wanted.first; index <= end; index += 1) {
      const id = this.#ids[index];
      if (id === undefined || this.#tiles.isFresh(id)) continue;
      const start = Math.floor(index / pageSize) * pageSize;
      return [...this.#ids.subarray(start, start + pageSize)];
    }
    return undefined;
  }

  #keep(asked: readonly number[], samples: readonly SampleRow[]): void {
    this.#tiles.keep(asked, samples, this.#by);
    this.#tiles.trim(this.#ids, this.#wanted);
    this.#version += 1;
  }
}
