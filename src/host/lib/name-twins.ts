import { lstat, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { StrandlineError } from '#shared/errors.ts';

/**
 * Two files or folders of which a disk that tells no capitals apart (Windows, macOS) makes one; undefined where there are none.
 *
 * @param names relative paths with forward slashes.
 */
export function nameTwins(names: readonly string[]): readonly [string, string] | undefined {
  const known = new Map<string, string>();
  for (const name of names)
    for (let end = name.indexOf('/'); ; end = name.indexOf('/', end + 1)) {
      const path = end === -1 ? name : name.slice(0, end);
      // A disk that does not tell capitals apart does not tell either how an accent is put together.
      const same = path.normalize('NFC').toLowerCase();
      const other = known.get(same);
      if (other !== undefined && other !== path) return [other, path];
      known.set(same, path);
      if (end === -1) break;
    }
  return undefined;
}

/**
 * Whether the disk that a folder is on has `a` and `A` as two files. The folder is made where it is not there.
 *
 * @param look at what is called so; it fails where nothing is.
 */
export async function tellsCapitals(
  folder: string,
  look: (path: string) => Promise<unknown> = lstat,
): Promise<boolean> {
  await mkdir(folder, { recursive: true });
  const probe = await mkdtemp(join(folder, '.strandline-'));
  try {
    const other = join(dirname(probe), basename(probe).replace('strandline', 'STRANDLINE'));
    return await look(other).then(
      () => false,
      () => true,
    );
  } finally {
    await rm(probe, { recursive: true, force: true });
  }
}

/** @throws StrandlineError `unsupported` where files would come to lie over each other in a folder. */
export async function refuseTwins(
  folder: string,
  names: readonly string[],
  tells: (folder: string) => Promise<boolean> = tellsCapitals,
): Promise<void> {
  const twins = nameTwins(names);
  if (twins === undefined || (await tells(folder))) return;
  throw new StrandlineError(
    'unsupported',
    `${twins[0]} and ${twins[1]} differ in capitals alone, and the disk they go to does not tell them apart. Rename one of them, and do it once more. Nothing was put there.`,
  );
}
