import { lstatSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Files below which a hash is of their bytes; of longer ones it is their length. */
const longest = 100_000;

/** What lies around a place that a reader may write into: nothing of it may change. */
export class Surroundings {
  readonly #folder: string;
  readonly #without: readonly string[];
  readonly #before: ReadonlyMap<string, string>;

  /** @param without names in the folder that may change. */
  constructor(folder: string, without: readonly string[]) {
    this.#folder = folder;
    this.#without = without;
    this.#before = this.#look();
  }

  /** @returns what is another than at the beginning, as a sentence; undefined where nothing is. */
  changed(): string | undefined {
    const now = this.#look();
    for (const [name, what] of now)
      if (this.#before.get(name) !== what) return `something was written outside: ${name} is ${what}`;
    for (const name of this.#before.keys()) if (!now.has(name)) return `${name} has gone`;
    return undefined;
  }

  #look(): Map<string, string> {
    const found = new Map<string, string>();
    const walk = (folder: string): void => {
      for (const name of readdirSync(join(this.#folder, folder))) {
        const path = join(folder, name);
        if (folder === '' && this.#without.includes(name)) continue;
        const stats = lstatSync(join(this.#folder, path));
        if (stats.isDirectory()) walk(path);
        else if (stats.isFile() && stats.size < longest)
          found.set(path, readFileSync(join(this.#folder, path)).toString('base64').slice(0, 64));
        else found.set(path, `${stats.mode} ${stats.size}`);
      }
    };
    walk('');
    return found;
  }
}
