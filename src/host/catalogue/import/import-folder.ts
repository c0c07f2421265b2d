import { basename } from 'node:path';
import type { ImportOptions, ImportReport } from '#shared/catalogue.ts';
import type { ReportProgress } from '#shared/progress.ts';
import { inOrder } from '../../in-order.ts';
import { explained } from '../database.ts';
import type { Lab } from '../lab.ts';
import { storeGivenSplit } from '../splits.ts';
import { BatchWriter } from './batch-writer.ts';
import { type ReadPhoto, readPhoto } from './read-photo.ts';
import { readSidecar } from './sidecar.ts';
import { type FoundPhoto, readTree } from './tree.ts';

interface Hooks {
  readonly signal: AbortSignal;
  readonly report: ReportProgress;
}

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
  { signal, report }: Hooks,
): Promise<ImportReport> {
  const { directory } = options;
  report({ phase: 'Looking through the folder', done: 0, total: 0, unit: 'photos' });
  const [{ layout, photos, others }, sidecar] = await Promise.all([
    readTree(directory, options.layout),
    readSidecar(directory),
  ]);
  const writer = new BatchWriter(lab, options, sidecar);
  for (const file of others) writer.skip(file, `it is no photo in the layout ${layout}`);

  try {
    let done = 0;
    const read = (found: FoundPhoto): Promise<ReadPhoto> => readPhoto(lab, found.path, basename(found.path));
    for await (const [found, result] of inOrder(photos, concurrency, read)) {
      await writer.add(found, result);
      signal.throwIfAborted();
      done += 1;
      report({ phase: 'Importing', done, total: photos.length, unit: 'photos' });
    }
    await writer.finish();
  } catch (error) {
    // A cancelled import keeps what it has read; after a failure of the disk what is staged is swept away.
    await (signal.aborted ? writer.finish() : writer.abandon());
    throw explained(error, `import of ${directory} into ${lab.directory}`);
  }
  if (writer.sides.size > 0) storeGivenSplit(lab.db, writer.sides);
  return writer.report;
}
