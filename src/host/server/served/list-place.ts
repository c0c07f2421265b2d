import { opendir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { extname, join } from 'node:path';
import type { z } from 'zod';
import { explained } from '#host/lib/explained.ts';
import { mostPlaces, type placesTopic } from '#shared/contract/topics/places.ts';
import { placeNamed, thereName } from '#shared/domain/place-there.ts';
import { printable } from '#shared/domain/printable.ts';
import { StrandlineError } from '#shared/errors.ts';

type Asked = z.output<typeof placesTopic.list.args>;
type Told = z.output<typeof placesTopic.list.result>;
type Entry = Told['entries'][number];

/** Names of one folder that are read, and entries that are told; 50,000 are read and put in order in less than a second. */
const bounds = { read: 100_000, told: mostPlaces };
const order = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/**
 * The path of this computer that somebody far away means.
 *
 * @param name as `thereName` makes it. @throws StrandlineError `bad-argument` where it is none.
 */
export function placeHere(name: string, home = homedir()): string {
  const place = placeNamed(name);
  if (place === undefined)
    throw new StrandlineError(
      'bad-argument',
      `${printable(name).slice(0, 200)} is no place of the lab’s computer: write there:/folder, or there:~/folder for one of your home there.`,
    );
  return place.startsWith('~') ? join(home, place.slice(1)) : place;
}

/** What lies in a folder of this computer, as {@link placesTopic} says. Links are looked through, once each, and not followed further. */
export async function listPlace({ at, endings, find }: Asked, most = bounds): Promise<Told> {
  const home = homedir();
  const folder = placeHere(thereName(at), home);
  const wanted = find.toLowerCase();
  const found: { name: string; kind: Entry['kind'] | 'link' }[] = [];
  let read = 0;
  let leftOut = 0;
  let stopped = false;
  try {
    for await (const entry of await opendir(folder, { bufferSize: 256 })) {
      read += 1;
      stopped = read > most.read;
      if (stopped) break;
      const { name } = entry;
      const kind = entry.isDirectory()
        ? 'folder'
        : entry.isFile()
          ? 'file'
          : entry.isSymbolicLink()
            ? 'link'
            : undefined;
      if (kind === undefined || name.startsWith('.')) continue;
      if (kind === 'file' && !endings.includes(endingOf(name))) continue;
      // What is not UTF-8 is read as something else, by whose name nothing is found.
      if (name !== printable(name) || name.includes('\uFFFD')) leftOut += 1;
      else if (name.toLowerCase().includes(wanted)) found.push({ name, kind });
    }
  } catch (error) {
    throw explained(error, folder);
  }
  const sorted = found.toSorted(
    (a, b) => Number(a.kind === 'file') - Number(b.kind === 'file') || order.compare(a.name, b.name),
  );
  const told = await Promise.all(
    sorted.slice(0, most.told).map(({ name, kind }) => toldEntry(folder, name, kind, endings)),
  );
  const entries = told.filter((one) => one !== undefined && one !== null);
  return {
    ...{ at: folder, home, entries, stopped },
    more: Math.max(0, sorted.length - most.told),
    leftOut: leftOut + told.filter((one) => one === null).length,
  };
}

/** @returns null where a link leads nowhere, undefined where to what nobody asked for. */
async function toldEntry(
  folder: string,
  name: string,
  kind: Entry['kind'] | 'link',
  endings: readonly string[],
): Promise<Entry | null | undefined> {
  if (kind !== 'link') return { name, kind, link: false };
  const target = await stat(join(folder, name)).catch(() => undefined);
  if (target === undefined) return null;
  if (target.isDirectory()) return { name, kind: 'folder', link: true };
  return target.isFile() && endings.includes(endingOf(name)) ? { name, kind: 'file', link: true } : undefined;
}

function endingOf(name: string): string {
  return extname(name).slice(1).toLowerCase();
}
