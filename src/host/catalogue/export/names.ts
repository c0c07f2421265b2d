import type { SampleRow } from '#shared/domain/sample.ts';
import { type SizeClass, sizeClassOf } from '#shared/domain/vocabulary.ts';

/** The name that a photo's file has wherever it is exported by its content. */
export function photoFileName({ hash, extension }: { hash: string; extension: string }): string {
  return `${hash}.${extension}`;
}

/** The class of sizes that a sample falls into, where it was measured. */
export function sizeClassOfSample({ details }: Pick<SampleRow, 'details'>): SizeClass | undefined {
  return details.sizeUm === null ? undefined : sizeClassOf(details.sizeUm);
}

/** A name that Windows, macOS and Linux all take: without the characters Windows forbids, not too long, not ending in a dot. */
export function fileSystemName(name: string): string {
  const plain = name
    .replaceAll(/[<>:"/\\|?*\p{Cc}]/gu, '_')
    .slice(0, 120)
    .replace(/[. ]+$/, '');
  return plain === '' ? '_' : plain;
}

/** Gives names that differ also where capitals do not count: what is taken gets a number behind it. */
export class DistinctNames {
  readonly #taken = new Set<string>();

  take(name: string): string {
    for (let n = 1; ; n += 1) {
      const candidate = n === 1 ? name : `${name} (${n})`;
      const folded = candidate.toLowerCase();
      if (this.#taken.has(folded)) continue;
      this.#taken.add(folded);
      return candidate;
    }
  }
}
