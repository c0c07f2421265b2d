type Store = Pick<Storage, 'getItem' | 'setItem'>;

const key = 'strandline.folds';

/** Which folded parts of pages a person opened: they are open the next time, in every lab. */
export class Folds {
  readonly #storage: Store;
  #opened = $state.raw<readonly string[]>([]);

  constructor(storage: Store) {
    this.#storage = storage;
    this.#opened = remembered(storage);
  }

  isOpen(part: string): boolean {
    return this.#opened.includes(part);
  }

  set(part: string, open: boolean): void {
    if (open === this.isOpen(part)) return;
    const others = this.#opened.filter((one) => one !== part);
    this.#opened = open ? [...others, part] : others;
    this.#storage.setItem(key, JSON.stringify(this.#opened));
  }
}

function remembered(storage: Store): readonly string[] {
  try {
    const kept: unknown = JSON.parse(storage.getItem(key) ?? '[]');
    return Array.isArray(kept) ? kept.filter((part) => typeof part === 'string') : [];
  } catch {
    return [];
  }
}
