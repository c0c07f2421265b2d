import { randomBytes } from 'node:crypto';
import { lstat, mkdir, open, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { explained } from '#host/lib/explained.ts';
import { hashOfFile } from '#host/catalogue/verify/hash-of-file.ts';
import { ownFile } from '#host/lib/inside.ts';
import { partBytes } from '#shared/domain/parcel.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { ParcelFolders } from './places.ts';

interface Taken {
  /** Parsed. */
  readonly name: string;
  readonly folder: boolean;
}
interface Written {
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
}

/**
 * Makes a folder in `out/` into which a call writes for somebody far away. Names that are taken there are taken here, by empty files
 * of no time, so that a call that replaces nothing, or wants an empty folder, does and refuses the same as it would there.
 *
 * @param root of parsed names. @returns its key, which nobody can guess.
 */
export async function makeOutlet(
  { out }: ParcelFolders,
  root: string,
  taken: readonly Taken[],
): Promise<string> {
  const key = randomBytes(16).toString('hex');
  const folder = join(out, key, ...root.split('/'));
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const { name, folder: isFolder } of taken) {
      const path = join(folder, ...name.split('/'));
      if (isFolder) await mkdir(path, { recursive: true });
      else {
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, '');
        await utimes(path, 0, 0);
      }
    }
    return key;
  } catch (error) {
    throw explained(error, 'what is to be fetched');
  }
}

/** What a call wrote, by paths below the outlet's folder. */
export async function writtenIn({ out }: ParcelFolders, key: string): Promise<Written[]> {
  const folder = join(out, key);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => {
    throw gone();
  });
  const written: Written[] = [];
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const { size, mtimeMs } = await lstat(path);
    if (size === 0 && mtimeMs === 0) continue;
    written.push({ name: relative(folder, path).split(sep).join('/'), size, sha256: await hashOfFile(path) });
  }
  return written;
}

/** @param name parsed. @returns the next bytes of a file in an outlet; none where it ends before. */
export async function fetchedPart(
  { out }: ParcelFolders,
  { key, name, from }: { key: string; name: string; from: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const folder = join(out, key);
  try {
    await using handle = await open(ownFile(folder, join(folder, ...name.split('/'))));
    const bytes = new Uint8Array(partBytes);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
    return bytes.subarray(0, bytesRead);
  } catch (error) {
    throw error instanceof StrandlineError ? error : gone();
  }
}

export async function removeOutlet({ out }: ParcelFolders, key: string): Promise<void> {
  await rm(join(out, key), { recursive: true, force: true });
}

function gone(): StrandlineError {
  return new StrandlineError(
    'not-found',
    'What was to be fetched is not there any more. Ask for it once more.',
  );
}
