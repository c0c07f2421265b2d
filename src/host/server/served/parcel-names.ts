import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parcelPlace, withTexts } from '#shared/domain/parcel.ts';
import { thereName } from '#shared/domain/place-there.ts';
import { StrandlineError } from '#shared/errors.ts';
import { parcelFolders } from '../parcels/places.ts';

/**
 * What goes over one link under names: whoever is far away says `parcel:in/KEY/…`, the lab's host has a folder for it, and neither
 * sees the other's. Only keys that this link has used are told to it. Places of the lab's computer that it named are told as such.
 */
export class ParcelNames {
  readonly #root: string;
  readonly #lab: string;
  /** How often each was used. */
  readonly #keys = new Map<string, number>();
  readonly #places: string[] = [];

  /** @param directory the lab's folder, without links. */
  constructor(directory: string) {
    this.#root = parcelFolders(resolve(directory)).root;
    this.#lab = resolve(directory);
  }

  use(key: string): void {
    this.#keys.set(key, this.usesOf(key) + 1);
  }

  /** @param path of this computer, which is `there:` for the other one from now on, with all that lies below it. */
  usePlace(path: string): void {
    if (path !== '/' && !this.#places.some((one) => isBelow(one, path))) this.#places.push(path);
  }

  usesOf(key: string): number {
    return this.#keys.get(key) ?? 0;
  }

  /** Where something lies that is named from afar; undefined where it is no such name, or goes the other way. */
  pathOf(name: string, way: 'in' | 'out'): string | undefined {
    const place = parcelPlace(name);
    if (place?.way !== way || !this.#keys.has(place.key)) return undefined;
    const folder = join(this.#root, way, place.key);
    return existsSync(folder) ? join(folder, ...place.parts) : undefined;
  }

  keyOf(name: string): string | undefined {
    return parcelPlace(name)?.key;
  }

  /** A value as it is told over the link. */
  told<T>(value: T): T {
    return withTexts(value, (text) => this.#toldText(text)) as T;
  }

  toldError(error: unknown): unknown {
    if (
      !(error instanceof StrandlineError) ||
      !JSON.stringify([error.message, error.data]).includes(this.#root)
    )
      return error;
    return new StrandlineError(error.code, this.#toldText(error.message), this.told(error.data), error);
  }

  #toldText(text: string): string {
    if (this.#places.some((one) => isBelow(one, text)) && !isBelow(this.#lab, text)) return thereName(text);
    return text.includes(this.#root)
      ? text
          .split(`${this.#root}/`)
          .map((part, at) => (at === 0 ? part : this.#toldPart(part)))
          .join('')
      : text;
  }

  #toldPart(part: string): string {
    const key = /^(?:in|out)\/([0-9a-f]{32})/u.exec(part)?.[1];
    if (key === undefined) return `…/${part}`;
    return this.#keys.has(key) ? `parcel:${part}` : `…${part.slice(part.indexOf(key) + key.length)}`;
  }
}

function isBelow(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}
