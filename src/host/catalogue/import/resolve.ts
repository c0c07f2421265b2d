import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ImportOptions } from '#shared/domain/import.ts';
import type { ReadableDb } from '../database.ts';
import type { Hooks } from '../hooks.ts';
import { Destinations } from './destination.ts';
import { lookAtPhotos } from './look.ts';
import { positionOf } from './photo-position.ts';
import { readImport } from './read-import.ts';
import type { ResolvedImport } from './resolved.ts';
import { labConflicts, sortOut } from './same-bytes.ts';
import { SampleSlots } from './sample-slots.ts';
import { surveyOf } from './survey-choice.ts';
import { importWarnings } from './warnings.ts';

/**
 * Decides what an import of a folder does. The dry run shows it, the import does it.
 *
 * @throws StrandlineError `folder-empty`, `folder-not-found`, `bad-argument`, `corrupt-file`, `cancelled`.
 */
export async function resolveImport(
  db: ReadableDb,
  asked: ImportOptions,
  hooks: Hooks,
): Promise<ResolvedImport> {
  hooks.onProgress({ phase: 'Looking through the folder', done: 0, total: 0, unit: 'photos' });
  const options = await realPaths(asked);
  const { tree, lists, groups, table, warnings } = await readImport(db, options, hooks);
  const looked = await lookAtPhotos(db, tree.photos, hooks);
  const { survey, continued } = surveyOf(db, options, looked);
  const destinations = new Destinations(options, { lists, table }, survey);
  const sorted = sortOut(looked, destinations);
  const slots = new SampleSlots(db, { destinations, continued, joinsNamed: options.survey !== undefined });
  const photos = slots.place(sorted.added);
  const labClaims = labConflicts(db, { known: sorted.known, destinations, continued });
  const resolved = {
    directory: options.directory,
    layout: tree.layout,
    lists,
    groups,
    table,
    found: tree.photos,
    destinations,
    continued,
    photos,
    labClaims,
    duplicates: sorted.duplicates,
    inBin: sorted.inBin,
    position: await positionOf(
      db,
      photos.map(({ found }) => found),
    ),
    skipped: [...tree.others, ...sorted.skipped],
  };
  return { ...resolved, warnings: [...warnings, ...importWarnings(db, resolved, sorted)] };
}

/** A folder is the same by whatever way it was reached; one that is not there is refused further on. */
async function realPaths(options: ImportOptions): Promise<ImportOptions> {
  const { directory, files, table } = options;
  const inRealFolder = async (file: string): Promise<string> =>
    join(await realPath(dirname(file)), basename(file));
  return {
    ...options,
    directory: await realPath(directory),
    ...(files !== undefined && { files: await Promise.all(files.map(inRealFolder)) }),
    ...(table !== undefined && { table: { ...table, file: await inRealFolder(table.file) } }),
  };
}

async function realPath(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}
