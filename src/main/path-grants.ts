import { dirname, resolve } from 'node:path';
import { isLabAddress } from '#shared/domain/lab-address.ts';
import { isThere, placeNamed, thereName } from '#shared/domain/place-there.ts';
import { StrandlineError } from '#shared/errors.ts';

/**
 * The paths that the user chose by a dialog or on the command line. A path that the window names must be one of them or
 * lie below one: a page, even a hijacked one, cannot make the lab read or write elsewhere.
 */
export class PathGrants {
  readonly #granted = new Set<string>();

  grant(path: string): void {
    const place = isThere(path) ? placeNamed(path) : undefined;
    this.#granted.add(place === undefined ? (isLabAddress(path) ? path : resolve(path)) : thereName(place));
  }

  /** Places of the computer that has the lab are those of another computer with another lab. */
  forgetPlaces(): void {
    for (const path of this.#granted) if (isThere(path)) this.#granted.delete(path);
  }

  allows(path: string): boolean {
    // The address of a lab elsewhere is no folder: nothing lies below it.
    if (isLabAddress(path)) return this.#granted.has(path);
    if (isThere(path)) return this.#allowsPlace(path);
    // Upwards from the path: ten thousand dropped files are asked about one by one, and each of them is a grant.
    for (let at = resolve(path); ; at = dirname(at)) {
      if (this.#granted.has(at)) return true;
      if (dirname(at) === at) return false;
    }
  }

  #allowsPlace(name: string): boolean {
    const place = placeNamed(name);
    if (place === undefined) return false;
    for (let at = place; at !== ''; at = at.slice(0, at.lastIndexOf('/')))
      if (this.#granted.has(thereName(at))) return true;
    return this.#granted.has(thereName('/'));
  }

  /** @throws StrandlineError `path-not-allowed`. */
  check(paths: readonly string[]): void {
    const refused = paths.find((path) => !this.allows(path));
    if (refused !== undefined) {
      throw new StrandlineError(
        'path-not-allowed',
        `${refused} was not chosen in a dialog. Choose it first.`,
      );
    }
  }
}
