import { basename } from 'node:path';
import type { ImportOptions, ImportReport } from '#shared/catalogue.ts';
import type { Side } from '#shared/learning/plan.ts';
import type { ReportProgress } from '#shared/progress.ts';
import { explained, inTransaction } from '../database.ts';
import type { Lab } from '../lab.ts';
import { classNamed } from '../queries/classes.ts';
import { insertPhoto, photoExists } from '../queries/photos.ts';
import { insertSample, sampleBySource } from '../queries/samples.ts';
import { surveyNamed } from '../queries/surveys.ts';
import { storeGivenSplit } from '../splits.ts';
import { inOrder } from '../../in-order.ts';
import { type ReadPhoto, readPhoto } from './read-photo.ts';
import { type Sidecar, readSidecar } from './sidecar.ts';
import { type FoundPhoto, readTree } from './tree.ts';

interface Hooks {
  readonly signal: AbortSignal;
  readonly report: ReportProgress;
}

/** Rows of this many photos are committed together: one flush of the database for all of them. */
const batchSize = 32;
/** Photos read at once; a little more than the cores, so that hashing, decoding and flushing overlap. */
const concurrency = 6;

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
      signal.throwIfAborted();
      writer.add(found, result);
      done += 1;
      report({ phase: 'Importing', done, total: photos.length, unit: 'photos' });
    }
    writer.flush();
  } catch (error) {
    // What was read so far is on disk: a cancelled import keeps it. On a full disk this fails as well, harmlessly.
    if (signal.aborted) writer.flush();
    throw explained(error, `import of ${directory} into ${lab.directory}`);
  }
  if (writer.sides.size > 0) storeGivenSplit(lab.db, writer.sides);
  return writer.result();
}

/** Turns photos that are read into rows, a batch in each transaction, and counts. */
class BatchWriter {
  /** Sides of the samples, where the tree gives them. */
  readonly sides = new Map<number, Side>();
  readonly #lab: Lab;
  readonly #options: ImportOptions;
  readonly #sidecar: Sidecar;
  readonly #report: ImportReport = { photos: 0, samples: 0, classes: {}, duplicates: 0, skipped: [] };
  #batch: { found: FoundPhoto; photo: Extract<ReadPhoto, { kind: 'stored' }>['photo'] }[] = [];

  constructor(lab: Lab, options: ImportOptions, sidecar: Sidecar) {
    this.#lab = lab;
    this.#options = options;
    this.#sidecar = sidecar;
  }

  skip(file: string, reason: string): void {
    this.#report.skipped.push({ file, reason });
  }

  add(found: FoundPhoto, result: ReadPhoto): void {
    if (result.kind === 'skipped') this.skip(found.file, result.reason);
    else if (result.kind === 'known') this.#report.duplicates += 1;
    else this.#batch.push({ found, photo: result.photo });
    if (this.#batch.length >= batchSize) this.flush();
  }

  /** Commits what is waiting; counts only what was committed. */
  flush(): void {
    const batch = this.#batch;
    this.#batch = [];
    if (batch.length === 0) return;
    const { db } = this.#lab;
    const now = new Date().toISOString();
    const written = inTransaction(db, () => {
      const survey = surveyNamed(db, this.#options.survey ?? basename(this.#options.directory), now);
      return batch.map(({ found, photo }) => {
        // The same bytes twice within one batch: the first one's row is there by now.
        if (photoExists(db, photo.hash)) return 'duplicate' as const;
        const className = this.#classOf(found);
        const facts = this.#sidecar[found.sampleKey];
        const known = sampleBySource(db, survey, found.sampleKey);
        const sample =
          known ??
          insertSample(db, {
            survey,
            sourceKey: found.sampleKey,
            classId: classNamed(db, className),
            morphotype: facts?.morphotype ?? null,
            sizeUm: facts?.sizeUm ?? null,
            createdAt: now,
          });
        insertPhoto(db, sample, { ...photo, umPerPixel: facts?.umPerPixel ?? null }, now);
        return { className, sample, side: found.side, isNew: known === undefined };
      });
    });
    for (const row of written) {
      if (row === 'duplicate') {
        this.#report.duplicates += 1;
        continue;
      }
      this.#report.photos += 1;
      this.#report.samples += row.isNew ? 1 : 0;
      this.#report.classes[row.className] = (this.#report.classes[row.className] ?? 0) + 1;
      if (row.side !== null) this.sides.set(row.sample, row.side);
    }
  }

  result(): ImportReport {
    return this.#report;
  }

  #classOf({ classFolder }: FoundPhoto): string {
    return this.#options.classes[classFolder] ?? this.#options.other ?? classFolder;
  }
}
