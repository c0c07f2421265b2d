import { basename } from 'node:path';
import type { ImportOptions, ImportResult } from '#shared/domain/import.ts';
import { inOrder } from '#host/lib/in-order.ts';
import { authorNow } from '../author.ts';
import { explained } from '#host/lib/explained.ts';
import type { Hooks } from '../hooks.ts';
import type { Lab } from '../lab.ts';
import { rememberColumns } from '../queries/table-columns.ts';
import { giveVerdicts } from '../queries/verdicts.ts';
import { storeGivenSplit } from '../splits.ts';
import { BatchWriter } from './batch-writer.ts';
import { ImportStep } from './import-step.ts';
import { addPhotolessSamples } from './listed-rows.ts';
import { unreadRepeats } from './inspect-file.ts';
import { type ReadPhoto, readPhoto } from './read-photo.ts';
import { resolveImport } from './resolve.ts';
import type { ResolvedImport, ResolvedPhoto } from './resolved.ts';

/** Photos read at once: several per thread of the pool, so that reading, decoding and flushing overlap. Measured on 2 cores. */
const concurrency = 12;

/**
 * Imports a folder of photos. Every photo's file is on disk before its row is committed, in batches; running it again
 * adds only what is missing, so a rerun is also how an import is resumed. However much it does, one undo takes it back.
 *
 * @throws StrandlineError `cancelled` (what was committed stays), `folder-empty`, `folder-not-found`, `bad-argument`,
 *   `conflict` (it was taken back while it went on), `disk-full`, `no-permission`.
 */
export async function importFolder(lab: Lab, options: ImportOptions, hooks: Hooks): Promise<ImportResult> {
  try {
    const resolved = await resolveImport(lab.db, options, hooks);
    const step = new ImportStep(lab, authorNow(lab.db), { resolved, options });
    const report = await importPhotos(lab, { resolved, step }, hooks);
    writeRest(lab, { resolved, step, report });
    if (options.verdicts !== undefined && step.importId !== undefined)
      giveVerdicts(lab.db, { importId: step.importId, verdicts: options.verdicts });
    if (resolved.table !== undefined)
      rememberColumns(lab.db, { ...resolved.table, at: new Date().toISOString() });
    step.end();
    return { ...report, warnings: [...resolved.warnings, ...report.warnings] };
  } catch (error) {
    throw explained(error, `import of ${options.directory} into ${lab.directory}`);
  }
}

interface Importing {
  readonly resolved: ResolvedImport;
  readonly step: ImportStep;
}

async function importPhotos(
  lab: Lab,
  { resolved, step }: Importing,
  { signal, onProgress }: Hooks,
): Promise<ImportResult> {
  const { photos, skipped, duplicates } = resolved;
  const writer = new BatchWriter(lab.db, step);
  const { report } = writer;
  report.skipped.push(...skipped);
  report.duplicates = duplicates.length;
  report.repeatedInFolder = duplicates.filter(({ of }) => of === 'folder').length;
  report.alreadyInLab = report.duplicates - report.repeatedInFolder;
  const read = async ({ found, takenBack }: ResolvedPhoto): Promise<ReadPhoto | undefined> =>
    takenBack === undefined ? readPhoto(lab, found.path, basename(found.path)) : undefined;
  try {
    // What is read and not yet written would be lost by a kill: it is not counted.
    const tell = (): void =>
      onProgress({ phase: 'Importing', done: writer.settled, total: photos.length, unit: 'photos' });
    for await (const [photo, result] of inOrder(photos, concurrency, read)) {
      await writer.add(photo, result);
      if (result?.kind === 'skipped') leaveOut(report, await unreadRepeats(photo));
      signal.throwIfAborted();
      tell();
    }
    await writer.finish();
    tell();
  } catch (error) {
    // A cancelled import keeps what it has read; after a failure of the disk what is staged is swept away.
    await (signal.aborted ? writer.finish() : writer.abandon());
    throw error;
  }
  return report;
}

/** Repeats of a photo that cannot be read are none of one that is there. */
function leaveOut(report: ImportResult, repeats: Awaited<ReturnType<typeof unreadRepeats>>): void {
  report.skipped.push(...repeats.map(({ file, reason }) => ({ file, reason })));
  report.duplicates -= repeats.length;
  report.repeatedInFolder -= repeats.length;
}

/** Writes what no photo brings along: samples without photos, what folders say of the lab's photos, the given split. */
function writeRest(
  lab: Lab,
  { resolved, step, report }: Importing & { readonly report: ImportResult },
): void {
  const { destinations, lists, labClaims, layout, continued } = resolved;
  const hasListed =
    destinations.keepsSurveys && lists.samples.size + lists.surveys.length + lists.sites.length > 0;
  if (hasListed || labClaims.length > 0) {
    const { isBegun } = step;
    report.samples += step.write(
      ({ rows, importId, at }) => {
        for (const { sample, className, file } of labClaims)
          rows.claim({ sample, className, file, importId });
        return hasListed ? addPhotolessSamples(lab.db, rows, lists, at) : 0;
      },
      (samples) => samples + (isBegun ? 0 : labClaims.length),
    );
  }
  if (layout === 'split/class/photo' && (step.isBegun || continued?.ended === 0))
    step.write(
      (writing) => storeGivenSplit(lab.db, writing.step),
      () => 0,
    );
}
