import type { z } from 'zod';
import type { Outside } from './controller.ts';

/** How something of the window is wished, remembered between starts on this computer, whichever lab is open. */
export class Remembered<T> {
  readonly #storage: Outside['storage'];
  readonly #key: string;
  readonly #schema: z.ZodType<T>;
  /** Undefined until it is asked for: being made is no reason to read. */
  #value = $state.raw<{ readonly is: T }>();

  /** @param schema has a default, which is taken where nothing that can be read is remembered. */
  constructor(storage: Outside['storage'], key: string, schema: z.ZodType<T>) {
    this.#storage = storage;
    this.#key = `strandline.${key}`;
    this.#schema = schema;
  }

  get value(): T {
    return this.#value?.is ?? this.#read();
  }

  set value(value: T) {
    this.#value = { is: value };
    this.#storage.setItem(this.#key, JSON.stringify(value));
  }

  #read(): T {
    const kept = this.#storage.getItem(this.#key);
    if (kept === null) return this.#schema.parse(undefined);
    try {
      return this.#schema.parse(JSON.parse(kept));
    } catch {
      return this.#schema.parse(undefined);
    }
  }
}
