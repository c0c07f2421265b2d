import { type Dirent, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { leadsOut } from '#host/lib/inside.ts';
import { systemError } from '#host/lib/system-error.ts';
import { StrandlineError } from '#shared/errors.ts';

/** How many folders deep the parts of a lab go, files left out: those of photos are looked at when they are opened. */
const depths = {
  photos: 1,
  thumbs: 2,
  models: 1,
  detectors: 2,
  runs: 2,
  backups: 1,
  cache: 2,
} as const;

/**
 * Refuses a lab in which a link leads out of its folder: what is written or read there would be somebody else's.
 *
 * @throws StrandlineError `not-a-lab` that names the first of them.
 */
export function refuseLinks(directory: string): void {
  for (const [part, depth] of [['', 1] as const, ...Object.entries(depths)]) {
    const out = linkOut(directory, join(directory, part), depth);
    if (out !== undefined)
      throw new StrandlineError(
        'not-a-lab',
        `In the lab ${directory}, ${relative(directory, out)} is a link that leads out of it. Nothing was opened. Put the thing itself in its place, if you know what it is.`,
        { link: out },
      );
  }
}

/** The first link below a folder, so many levels deep, that leads out of the lab. */
function linkOut(directory: string, folder: string, depth: number): string | undefined {
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isSymbolicLink() && leadsOut(directory, path)) return path;
    const deeper = entry.isDirectory() && depth > 1 ? linkOut(directory, path, depth - 1) : undefined;
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}

/** What cannot be looked through cannot be opened either. */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (systemError(error) === undefined) throw error;
    return [];
  }
}
