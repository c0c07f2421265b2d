import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { Api } from '../../lib/api.ts';

/** Pictures made at once: the window stays quick while they come. */
const atOnce = 4;

/** Small pictures of files that are no photos of the lab yet. */
export class FileThumbnails {
  readonly #api: Api;
  /** Addresses by file; null where there is nothing to be seen. */
  readonly #made = new SvelteMap<string, string | null>();
  readonly #asked = new SvelteSet<string>();
  readonly #waiting: (() => Promise<void>)[] = [];
  #underWay = 0;
  /** Pictures of a folder that was left meanwhile are thrown away. */
  #folder = 0;

  constructor(api: Api) {
    this.#api = api;
  }

  /** The address of a file's picture; undefined until it is made. */
  of(file: string): string | null | undefined {
    return this.#made.get(file);
  }

  /** Has a file's picture made, once. */
  need(directory: string, file: string): void {
    if (this.#asked.has(file)) return;
    this.#asked.add(file);
    const folder = this.#folder;
    this.#waiting.push(async () => {
      const bytes = await this.#api.catalogue.fileThumbnail({ directory, file }).catch(() => null);
      if (folder !== this.#folder) return;
      this.#made.set(
        file,
        bytes && URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: 'image/webp' })),
      );
    });
    void this.#goOn();
  }

  clear(): void {
    for (const address of this.#made.values()) if (address !== null) URL.revokeObjectURL(address);
    this.#made.clear();
    this.#asked.clear();
    this.#waiting.length = 0;
    this.#folder += 1;
  }

  async #goOn(): Promise<void> {
    if (this.#underWay >= atOnce) return;
    this.#underWay += 1;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) await next();
    this.#underWay -= 1;
  }
}
