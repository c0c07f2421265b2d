import { createHash } from 'node:crypto';
import { mkdirSync, realpathSync } from 'node:fs';
import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { userDataFolder } from '#host/lib/data-folder.ts';

/** For how long what goes over a link is kept for whoever may come back for it. */
const oldestMs = 3 * 24 * 3_600_000;

/**
 * Where what goes over links to a lab lies: what was sent, what is to be fetched, and bytes by their SHA-256. It is with the data of
 * the person who serves the lab, and theirs alone: what lies in a lab's own folder is not imported into it.
 */
export interface ParcelFolders {
  readonly root: string;
  readonly in: string;
  readonly out: string;
  readonly bytes: string;
}

/** @param directory the lab's folder, without links. */
export function parcelFolders(directory: string): ParcelFolders {
  const lab = createHash('sha256').update(directory).digest('hex').slice(0, 16);
  const made = join(userDataFolder(), 'parcels', lab);
  mkdirSync(made, { recursive: true, mode: 0o700 });
  // As it is without links: so the lab calls what it has read there.
  const root = realpathSync(made);
  return { root, in: join(root, 'in'), out: join(root, 'out'), bytes: join(root, 'bytes') };
}

/** Removes what nobody came back for in three days. */
export async function sweepParcels({ in: sent, out, bytes }: ParcelFolders, now = Date.now()): Promise<void> {
  for (const folder of [sent, out, bytes])
    for (const name of await readdir(folder).catch(() => [])) {
      const path = join(folder, name);
      // Not when it was changed, which is the photo's own time, but when it came.
      const stats = await lstat(path).catch(() => undefined);
      if (stats !== undefined && now - stats.ctimeMs > oldestMs)
        await rm(path, { recursive: true, force: true });
    }
}
