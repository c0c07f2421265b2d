import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ExportCheck } from '#shared/domain/export.ts';
import type { Hooks } from '../hooks.ts';
import type { Lab } from '../lab.ts';
import { readArchive, writeArchive } from './archive.ts';
import { checkPhotos, copyPhotos } from './copy-photos.ts';
import type { Outcome } from './outcome.ts';

/** Writes what a format comes to. @returns what the photos in the folder are meant to be, see {@link copyPhotos}. */
export async function writeOutcome(
  lab: Lab,
  directory: string,
  { files, photos, archive }: Outcome,
  hooks: Hooks,
): Promise<ReadonlyMap<string, string>> {
  const folders = new Set(Object.keys(files).map((name) => dirname(join(directory, name))));
  for (const folder of folders) await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    hooks.signal.throwIfAborted();
    await writeFile(join(directory, name), content);
  }
  if (archive !== undefined) await writeArchive(lab, join(directory, archive.name), archive, hooks);
  return copyPhotos(lab, directory, photos, hooks);
}

/** Reads everything anew. @param meant of {@link writeOutcome}. */
export async function checkOutcome(
  directory: string,
  { archive, check }: Outcome,
  meant: ReadonlyMap<string, string>,
  hooks: Hooks,
): Promise<ExportCheck[]> {
  const archived = archive && (await readArchive(join(directory, archive.name), archive, hooks));
  const read = (name: string): Promise<Buffer> => readFile(join(directory, name));
  const ofFormat = await check(read, archived?.files ?? new Map(), directory);
  return [
    ...ofFormat,
    ...(meant.size > 0 ? [await checkPhotos(directory, meant, hooks)] : []),
    ...(archived === undefined ? [] : [archived.check]),
  ];
}
