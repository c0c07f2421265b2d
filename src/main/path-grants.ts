import { dirname, resolve } from 'node:path';
import { isLabAddress } from '#shared/domain/lab-address.ts';
import { StrandlineError } from '#shared/errors.ts';

/**
 * The paths that the user chose by a dialog or on the command line. A path that the window names must be one of them or
 * lie below one: a page, even a hijacked one, cannot make the lab read or write elsewhere.
 */
export class PathGrants {
  readonly #granted = new Set<string>();

  grant(path: string): void {
    this.#granted.add(isLabAddress(path) ? path : resolve(path));
  }

  allows(path: string): boolean {
    // The address of a lab elsewhere is no folder: nothing lies below it.
    if (isLabAddress(path)) return this.#granted.has(path);
    // Upwards from the path: ten thousand dropped files are asked about one by one, and each of them is a grant.
    for (let at = resolve(path); ; at = dirname(at)) {
      if (this.#granted.has(at)) return true;
      if (dirname(at) === at) return false;
    }
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
