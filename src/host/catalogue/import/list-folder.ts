import type { Dirent } from 'node:fs';
import { access, constants, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isLitter } from '#shared/domain/file-kind.ts';
import { databaseName } from '../lab-paths.ts';
import { folderLists } from './folder-lists.ts';
import { whyUnreadable } from './unreadable.ts';

/** Lists beside the photos are read for themselves. */
const lists: readonly string[] = Object.values(folderLists);

/** A file or folder below a folder; what is left out has a reason. */
export interface Listed {
  readonly path: string;
  readonly reason?: string;
}

/** All files below a folder. Links are left out, since they could lead out of it; hidden files are nobody's photos. */
export async function listFolder(directory: string): Promise<Listed[]> {
  let entries: Dirent[];
  try {
    entries = await readdir(directory, { withFileTypes: true });
  } catch (error) {
    return [{ path: directory, reason: whyUnreadable(error, 'folder') }];
  }
  // A lab has its photos already.
  if (entries.some(({ name }) => name === databaseName)) return [];
  const nested = await Promise.all(
    entries
      .filter(({ name }) => !lists.includes(name.toLowerCase()))
      .map((entry) => (isLitter(entry.name) ? listLitter(directory, entry) : listEntry(directory, entry))),
  );
  return nested.flat();
}

async function listEntry(directory: string, entry: Dirent): Promise<Listed[]> {
  const path = join(directory, entry.name);
  if (entry.isDirectory()) return listFolder(path);
  if (entry.isFile()) return [{ path }];
  const reason = entry.isSymbolicLink()
    ? 'it is a link, which may lead out of the folder; put the photo itself here'
    : 'it is no file';
  return [{ path, reason }];
}

/** Nobody wants to read about litter; but what lies in a folder that nobody may look into could be photos. */
async function listLitter(directory: string, entry: Dirent): Promise<Listed[]> {
  if (!entry.isDirectory()) return [];
  const path = join(directory, entry.name);
  return access(path, constants.R_OK).then(
    () => [],
    (error: unknown) => [{ path, reason: whyUnreadable(error, 'folder') }],
  );
}
