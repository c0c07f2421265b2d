import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { lstat, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { explained } from '#host/lib/explained.ts';
import { userDataFolder } from '#host/lib/data-folder.ts';
import type { PathUse } from '#shared/contract/define.ts';
import { largestFile } from '#shared/domain/largest-file.ts';
import { mostFiles, parcelPath } from '#shared/domain/parcel.ts';
import { printable } from '#shared/domain/printable.ts';
import { StrandlineError } from '#shared/errors.ts';

/** A file of this computer that is sent. */
export interface LocalFile {
  readonly path: string;
  /** In its root, with forward slashes. */
  readonly name: string;
  readonly size: number;
  /** Milliseconds, whole. */
  readonly changedAt: number;
}

/** A folder of which all (`whole`) or some files are sent. */
export interface LocalRoot {
  readonly folder: string;
  readonly whole: boolean;
  readonly files: readonly LocalFile[];
}

interface Named {
  readonly path: string;
  readonly use: PathUse;
}

/**
 * The folders that files and folders lie in which a call names, so that each keeps its place beside the others. What is hidden,
 * or a link, is left out of folders.
 *
 * @param known folders that were sent before: what lies in one of them is a part of it.
 * @throws StrandlineError where something is not there, cannot be sent, or is too much.
 */
export async function rootsOf(named: readonly Named[], known: readonly string[]): Promise<LocalRoot[]> {
  const found: { folder: string; file?: string; whole: boolean }[] = [];
  for (const { path, use } of named) {
    const at = resolve(path);
    const stats = await stat(at).catch((error: unknown) => {
      throw explained(error, at);
    });
    if (stats.isDirectory()) found.push({ folder: at, whole: use !== 'around' });
    else found.push({ folder: dirname(at), file: at, whole: false });
  }
  const folders = [...new Set([...found.map(({ folder }) => folder), ...known])].toSorted(
    (a, b) => a.length - b.length,
  );
  const roots = new Map<string, { whole: boolean; paths: Set<string> }>();
  for (const { folder, file, whole } of found) {
    const outer = folders.find((one) => isWithin(one, folder)) ?? folder;
    const root = roots.get(outer) ?? { whole: false, paths: new Set<string>() };
    roots.set(outer, root);
    if (file !== undefined) root.paths.add(file);
    else if (whole && outer === folder) root.whole = true;
    else if (whole) for (const path of await filesBelow(folder)) root.paths.add(path);
  }
  return Promise.all(
    [...roots].map(async ([folder, { whole, paths }]) => {
      const all = whole ? await filesBelow(folder) : [...paths];
      if (all.length > mostFiles)
        throw new StrandlineError(
          'too-large',
          `${folder} holds ${all.length} files; up to ${mostFiles} are sent at once. Send it in several folders.`,
        );
      return { folder, whole, files: await Promise.all(all.map((path) => localFile(folder, path))) };
    }),
  );
}

export function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** The name of a folder on the other computer, with that of the folder around it, as people know it. */
export function rootName(folder: string): string {
  const names = [basename(dirname(folder)), basename(folder)].filter(
    (name) => parcelPath(name)?.length === 1,
  );
  return names.length === 0 ? 'files' : names.join('/');
}

/** The key under which a folder of this computer is sent: the same each time, and not to be guessed. */
export function keyOfFolder(folder: string): string {
  const file = join(userDataFolder(), 'served', 'sending-key');
  let secret: string;
  try {
    secret = readFileSync(file, 'utf8');
  } catch {
    secret = randomBytes(32).toString('hex');
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, secret, { mode: 0o600 });
  }
  return createHash('sha256').update(`${secret}\0${folder}`).digest('hex').slice(0, 32);
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw explained(error, folder);
  });
  const nested = await Promise.all(
    entries
      .filter(({ name }) => !name.startsWith('.'))
      .map((entry) => {
        const path = join(folder, entry.name);
        return entry.isDirectory() ? filesBelow(path) : Promise.resolve(entry.isFile() ? [path] : []);
      }),
  );
  return nested.flat();
}

async function localFile(folder: string, path: string): Promise<LocalFile> {
  const stats = await lstat(path).then((own) => (own.isSymbolicLink() ? stat(path) : own));
  const name = relative(folder, path).split(sep).join('/');
  if (!stats.isFile())
    throw new StrandlineError('bad-argument', `${path} is a device or a pipe of the system, not a file.`);
  if (parcelPath(name) === undefined)
    throw new StrandlineError(
      'unsupported',
      `${printable(path)} has a name that is not sent to another computer. Rename it.`,
    );
  if (stats.size > largestFile)
    throw new StrandlineError(
      'too-large',
      `${path} has more than 2 GB, and is not sent. Put it elsewhere, and send the folder once more.`,
    );
  return { path, name, size: stats.size, changedAt: Math.max(0, Math.floor(stats.mtimeMs)) };
}
