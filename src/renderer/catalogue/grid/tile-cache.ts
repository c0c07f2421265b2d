import type { PhotoRow } from '#shared/domain/photo.ts';
import type { SampleRow } from '#shared/domain/sample.ts';

/** One cell of the grid: a sample with its first photo, or one photo and its sample. */
export interface Tile {
  readonly sample: SampleRow;
  readonly photo: PhotoRow | undefined;
}

/** Tiles held at once; when there are more, those far from the view are let go. 8,000 are about 20 MB. */
const heldTiles = 8000;

/** The tiles that are in memory, by the id that the grid lists them under: the sample's, or the photo's. */
export class TileCache {
  #tiles = new Map<number, Tile>();
  /** Ids whose tiles are as the lab has them now; others are shown until they have been asked for again. */
  #fresh = new Set<number>();

  get(id: number): Tile | undefined {
    return this.#tiles.get(id);
  }

  isFresh(id: number): boolean {
    return this.#fresh.has(id);
  }

  /** What is held may be out of date from now on. */
  doubt(): void {
    this.#fresh.clear();
  }

  clear(): void {
    this.#tiles.clear();
    this.#fresh.clear();
  }

  /** Takes an answer in. What was asked for and did not come is not there any more. */
  keep(asked: readonly number[], samples: readonly SampleRow[], by: 'sample' | 'photo'): void {
    for (const id of asked) {
      this.#tiles.delete(id);
      this.#fresh.add(id);
    }
    for (const sample of samples) {
      if (by === 'sample') this.#tiles.set(sample.id, { sample, photo: sample.photos[0] });
      else for (const photo of sample.photos) this.#tiles.set(photo.id, { sample, photo });
    }
  }

  /** Lets go of what is far from the view, if there is too much. */
  trim(ids: Uint32Array, { first, last }: { first: number; last: number }): void {
    if (this.#tiles.size <= heldTiles) return;
    const near = new Set(ids.subarray(Math.max(0, first - heldTiles / 4), last + heldTiles / 4));
    this.#tiles = new Map([...this.#tiles].filter(([id]) => near.has(id)));
    this.#fresh = new Set([...this.#fresh].filter((id) => near.has(id)));
  }
}
