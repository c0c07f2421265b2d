import { basename } from 'node:path';
import type { ImportOptions, ImportResult } from '#shared/domain/import.ts';
import { inOrder } from '#host/lib/in-order.ts';
import { explained, inTransaction } from '../database.ts';
import type { Hooks } from '../hooks.ts';
import type { Lab } from '../lab.ts';
import { storeGivenSplit } from '../splits.ts';
import { BatchWriter } from './batch-writer.ts';
import { type ReadPhoto, readPhoto } from './read-photo.ts';
import { Destinations } from './destination.ts';
import { type FolderLists, readFolderLists } from './folder-lists.ts';
import { addListedSurveys, addPhotolessSamples } from './listed-rows.ts';
import { type FoundPhoto, type FoundTree, readTree } from './tree.ts';

/** Photos read at once: several per thread of the pool, so that reading, decoding and flushing overlap. Measured on 2 cores. */
const concurrency = 12;

/**
 * Imports a folder of photos. Every photo's file is on disk before its row is committed, in batches; running it again
 * adds only what is missing, so a rerun is also how an import is resumed.
 *
 * @throws StrandlineError `cancelled` (what was committed stays), `folder-empty`, `folder-not-found`, `bad-argument`,
 *   `disk-full`, `lab-read-only`.
 */
export async function importFolder(
  lab: Lab,
  options: ImportOptions,
  { signal, onProgress }: Hooks,
): Promise<ImportResult> {
  const { directory } = options;
  onProgress({ phase: 'Looking through the folder', done: 0, total: 0, unit: 'photos' });
  const [{ photos, others }, lists] = await readImport(options);
  const destinations = new Destinations(options, lists);
  const writer = new BatchWriter(lab, destinations);
  for (const { file, reason } of others) writer.skip(file, reason);

  try {
    const at = new Date().toISOString();
    if (destinations.keepsNumbers) inTransaction(lab.db, () => addListedSurveys(lab.db, lists, at));
    let done = 0;
    const read = (found: FoundPhoto): Promise<ReadPhoto> => readPhoto(lab, found.path, basename(found.path));
    for await (const [found, result] of inOrder(photos, concurrency, read)) {
      await writer.add(found, result);
      signal.throwIfAborted();
      done += 1;
      onProgress({ phase: 'Importing', done, total: photos.length, unit: 'photos' });
    }
    await writer.finish();
    if (destinations.keepsNumbers)
      writer.report.samples += inTransaction(lab.db, () => addPhotolessSamples(lab.db, lists, at));
  } catch (error) {
    // A cancelled import keeps what it has read; after a failure of the disk what is staged is swept away.
    await (signal.aborted ? writer.finish() : writer.abandon());
    throw explained(error, `import of ${directory} into ${lab.directory}`);
  }
  if (writer.sides.size > 0) storeGivenSplit(lab.db, writer.sides);
  return writer.report;
}

/** What there is to import: the tree of photos, and the lists beside it. */
export async function readImport({ directory, layout }: ImportOptions): Promise<[FoundTree, FolderLists]> {
  // Swedish writes dates the ISO way.
  const today = new Date().toLocaleDateString('sv-SE');
  return Promise.all([readTree(directory, layout), readFolderLists(directory, today)]);
}
