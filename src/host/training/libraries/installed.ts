import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { LibraryKind, LibraryState } from '#shared/learning/engine-libraries.ts';
import { userDataFolder } from '#host/lib/data-folder.ts';
import { type Library, foldersOf, libraryFor, membersOf } from './catalogue.ts';
import { packedFile } from './wheel-source.ts';
import type { PinnedMember } from './wheel.ts';

/** What there is of a library on this computer. */
export interface Installed {
  readonly state: LibraryState;
  /** The version that lies there; null where there is none. */
  readonly version: string | null;
  /** Where it lies, or would lie. */
  readonly folder: string;
}

/** Written last, so that a folder without it is known to be half-fetched. */
export const markerName = 'library.json';

/** Where libraries lie, a folder each; `STRANDLINE_ENGINES` is another place for them. */
export function librariesFolder(): string {
  return process.env.STRANDLINE_ENGINES ?? join(userDataFolder(), 'libraries');
}

/** Where a library lies, with the paths that its files have in their wheels: they find one another by those. */
export function folderOf({ kind, version }: Pick<Library, 'kind' | 'version'>): string {
  return join(librariesFolder(), `${kind}-${version}`);
}

/** Folders of a kind, of whatever version, in a place for libraries. */
export function versionsOf(kind: LibraryKind): { readonly version: string; readonly folder: string }[] {
  const place = librariesFolder();
  if (!existsSync(place)) return [];
  return readdirSync(place).flatMap((name) => {
    const version = /^([a-z-]+)-(\d[\w.]*)$/.exec(name);
    return version?.[1] === kind ? [{ version: version[2] ?? '', folder: join(place, name) }] : [];
  });
}

/** What there is of a library, by its files' sizes: quick enough for every start. */
export function installedLibrary(library: Library): Installed {
  const folder = folderOf(library);
  const { kind, version } = library;
  if (!hasBegun(library, folder)) {
    const other = versionsOf(kind).find((one) => existsSync(join(one.folder, markerName)));
    return other === undefined
      ? { state: 'absent', version: null, folder }
      : { state: 'other-version', version: other.version, folder: other.folder };
  }
  if (!existsSync(join(folder, markerName))) return { state: 'half-fetched', version, folder };
  const isWhole = membersOf(library).every((member) => hasItsSize(folder, member));
  return { state: isWhole ? 'ready' : 'damaged', version, folder };
}

/** Whether anything of it lies there: a folder alone is nothing. */
function hasBegun(library: Library, folder: string): boolean {
  if (existsSync(join(folder, markerName))) return true;
  const places = membersOf(library).map(({ path }) => join(folder, path));
  return places.some((place) => existsSync(place) || existsSync(packedFile(place)));
}

/** The same, by every file's SHA-256: a second for every gigabyte. */
export async function verifiedLibrary(library: Library): Promise<Installed> {
  const found = installedLibrary(library);
  if (found.state !== 'ready') return found;
  for (const member of membersOf(library))
    if (!(await isAsPinned(found.folder, member))) return { ...found, state: 'damaged' };
  return found;
}

/** Whether a library's file lies there with the bytes that it should have. */
export async function isAsPinned(folder: string, member: PinnedMember): Promise<boolean> {
  if (!hasItsSize(folder, member)) return false;
  const hash = createHash('sha256');
  await pipeline(createReadStream(join(folder, member.path)), hash);
  return hash.digest('hex') === member.sha256;
}

function hasItsSize(folder: string, { path, size }: PinnedMember): boolean {
  return statSync(join(folder, path), { throwIfNoEntry: false })?.size === size;
}

/** TensorFlow's C library as it lies on this computer. */
export interface TensorflowLibrary {
  readonly version: string;
  /** Whether it computes on NVIDIA's cards too. */
  readonly cuda: boolean;
  /** The libraries to open, in that order; absolute paths. */
  readonly files: readonly string[];
  /** Where the libraries lie, and NVIDIA's, which TensorFlow's find by themselves. */
  readonly folders: readonly string[];
}

/** TensorFlow's C library; that for CUDA where there are both, which computes on the processor as well. */
export function tensorflowLibrary(
  kinds: readonly LibraryKind[] = ['tfjs-cuda', 'tfjs'],
): TensorflowLibrary | undefined {
  for (const kind of kinds) {
    const library = libraryFor(kind);
    if ('none' in library) continue;
    const { state, folder, version } = installedLibrary(library);
    if (state !== 'ready' || version === null) continue;
    const within = (path: string): string => join(folder, path);
    return {
      ...{ version, cuda: kind === 'tfjs-cuda' },
      files: library.opened.map(within),
      folders: foldersOf(library).map(within),
    };
  }
  return undefined;
}
