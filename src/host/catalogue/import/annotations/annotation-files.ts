import { existsSync, readdirSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { leadsOut } from '#host/lib/inside.ts';
import { readRegularSync } from '#host/lib/regular-file.ts';
import { photoExtensions } from '#shared/domain/photo-extensions.ts';

/** Folders deeper than this are looked into by no layout that is known. */
const deepest = 6;

/** Files below a folder by their paths in it, with forward slashes, in order; links are not followed. */
export function filesBelow(folder: string, depth = 0, below = folder): string[] {
  return readdirSync(below, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(below, entry.name);
      if (entry.isDirectory()) return depth < deepest ? filesBelow(folder, depth + 1, path) : [];
      return entry.isFile() ? [relative(folder, path).split(sep).join('/')] : [];
    });
}

export function isPicture(name: string): boolean {
  return photoExtensions.includes(extname(name).slice(1).toLowerCase());
}

/** The text of a file of a folder. @param largest in bytes. @throws StrandlineError `bad-argument`, `too-large`; what the system says. */
export function textOf(folder: string, name: string, largest: number): string {
  return readRegularSync(join(folder, name), largest)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
}

/**
 * Where a picture lies that annotations name: below the folder, never anywhere else.
 *
 * @param name as it is written. @param bases folders in which it may be meant, relative to `folder`.
 * @returns null where there is none; undefined where the name leads out of the folder.
 */
export function pictureNamed(
  folder: string,
  name: string,
  bases: readonly string[],
): string | null | undefined {
  const parts = name.split(/[/\\]/).filter((part) => part !== '.' && part !== '');
  const isOut = parts.includes('..') || /^(?:[/\\]|[a-z]:|[a-z]+:\/\/)/i.test(name) || name.includes('\0');
  if (isOut || parts.length === 0) return undefined;
  const found = bases
    .map((base) => join(folder, base, ...parts))
    .find((path) => existsSync(path) && isPicture(path));
  if (found === undefined) return null;
  return leadsOut(folder, found) ? undefined : found;
}
