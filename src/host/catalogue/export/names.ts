import type { SampleRow } from '#shared/domain/sample.ts';
import { isLitter } from '#shared/domain/file-kind.ts';
import { mendedName } from '#shared/domain/names.ts';
import { type SizeClass, sizeClassOf } from '#shared/domain/vocabulary.ts';
import { folderLists } from '../import/folder-lists.ts';

/** The name that a photo's file has wherever it is exported by its content. */
export function photoFileName({ hash, extension }: { hash: string; extension: string }): string {
  return `${hash}.${extension}`;
}

/** Where a file is published. @param base address that names stand behind; undefined: the name alone. */
export function addressOf(base: string | undefined, name: string): string {
  if (base === undefined) return name;
  return /[/=]$/.test(base) ? `${base}${name}` : `${base}/${name}`;
}

/** The class of sizes that a sample falls into, where it was measured. */
export function sizeClassOfSample({ details }: Pick<SampleRow, 'details'>): SizeClass | undefined {
  return details.sizeUm === null ? undefined : sizeClassOf(details.sizeUm);
}

const lists: readonly string[] = Object.values(folderLists);

/**
 * A name of a folder that Windows, macOS and Linux all take and no import passes over, as near to this one as can be: at
 * most 160 bytes of UTF-8.
 */
export function fileSystemName(name: string): string {
  const plain = mendedName(name.replaceAll(/[<>:"/\\|?*\p{Cc}]/gu, '_'), 'label') ?? '_';
  return isLitter(plain) || lists.includes(plain.toLowerCase()) ? `_${plain}` : plain;
}

/** Whether a tree has what is called so in this folder; where two names make the same folder, one gets a number. */
export function isFolderOf(folder: string, name: string): boolean {
  return [folder, folder.replace(/ \(\d+\)$/, '')].includes(fileSystemName(name));
}

/** Gives names that differ also where capitals do not count: what is taken gets a number behind it. */
export class DistinctNames {
  readonly #taken: Set<string>;

  /** @param kept names that nothing may have. */
  constructor(kept: Iterable<string> = []) {
    this.#taken = new Set(Array.from(kept, (name) => name.toLowerCase()));
  }

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
