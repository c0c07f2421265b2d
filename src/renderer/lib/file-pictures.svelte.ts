import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { Api } from './api.ts';

/** Pictures made at once: the window stays quick while they come. */
const atOnce = 4;

interface Kind {
  /** `thumb` is small, `preview` fills a panel. */
  readonly size: 'thumb' | 'preview';
  /** Pictures that are held; what was asked for longest ago is let go first. */
  readonly most: number;
}

interface Asked {
  readonly directory: string;
  readonly file: string;
}

/** Pictures of files that are no photos of the lab yet. */
export class FilePictures {
  readonly #api: Api;
  readonly #kind: Kind;
  /** Addresses by path; null where there is nothing to be seen. Oldest first. */
  readonly #made = new SvelteMap<string, string | null>();
  /** What is waited for, by path. */
  readonly #waiting = new SvelteMap<string, Asked>();
  readonly #making = new SvelteSet<string>();
  /** Pictures of a folder that was left meanwhile are thrown away. */
  #folder = 0;

  constructor(api: Api, kind: Kind = { size: 'thumb', most: 3000 }) {
    this.#api = api;
    this.#kind = kind;
  }

  /** The address of a file's picture; undefined until it is made. */
  of(asked: Asked): string | null | undefined {
    return this.#made.get(pathOf(asked));
  }

  /**
   * Has a file's picture made, once. What is asked for last is made first: it is what is looked at now.
   *
   * @returns the function that says that it is not needed any more, so that what was scrolled past is not made.
   */
  need(asked: Asked): () => void {
    const path = pathOf(asked);
    if (this.#made.has(path) || this.#making.has(path)) return () => undefined;
    this.#waiting.delete(path);
    this.#waiting.set(path, asked);
    void this.#goOn();
    return () => void this.#waiting.delete(path);
  }

  clear(): void {
    for (const path of [...this.#made.keys()]) this.#letGo(path);
    this.#waiting.clear();
    this.#making.clear();
    this.#folder += 1;
  }

  async #goOn(): Promise<void> {
    const folder = this.#folder;
    while (this.#making.size < atOnce && folder === this.#folder) {
      const [path, asked] = [...this.#waiting].at(-1) ?? [];
      if (path === undefined || asked === undefined) return;
      this.#waiting.delete(path);
      this.#making.add(path);
      const { size } = this.#kind;
      const bytes = await this.#api.catalogue.fileThumbnail({ ...asked, size }).catch(() => null);
      if (folder !== this.#folder) return;
      this.#making.delete(path);
      this.#keep(path, bytes);
    }
  }

  #keep(path: string, bytes: Uint8Array | null): void {
    const address = bytes && URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: 'image/webp' }));
    this.#made.set(path, address);
    const [oldest] = this.#made.keys();
    if (this.#made.size > this.#kind.most && oldest !== undefined) this.#letGo(oldest);
  }

  #letGo(path: string): void {
    const address = this.#made.get(path);
    if (typeof address === 'string') URL.revokeObjectURL(address);
    this.#made.delete(path);
  }
}

function pathOf({ directory, file }: Asked): string {
  return `${directory}/${file}`;
}
