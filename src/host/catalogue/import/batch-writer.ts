import type { SampleId } from '#shared/domain/ids.ts';
import { nothingImported } from '#shared/domain/import.ts';
import type { Side } from '#shared/learning/plan.ts';
import { type WritableDb, inTransaction } from '../database.ts';
import type { Lab } from '../lab.ts';
import { discardFiles, publishFiles } from '#host/lib/durable-files.ts';
import { classNamed } from '../queries/classes.ts';
import { type NewPhoto, insertPhoto, knownPhoto } from '../queries/samples/photos.ts';
import { insertSample, sampleBySource, takeIntoUse } from '../queries/samples/samples.ts';
import { surveyNamed } from '../queries/surveys.ts';
import { type ReadPhoto, type StagedPhoto, stagedOrReported } from './read-photo.ts';
import type { Destination, Destinations } from './destination.ts';
import { sampleNumbered, setDetails } from './listed-rows.ts';
import type { FoundPhoto } from './tree.ts';

/** Photos of this many rows are flushed and committed together: one wait for the disk for all of them. */
const batchSize = 64;

interface Entry {
  readonly found: FoundPhoto;
  readonly staged: StagedPhoto;
}

/**
 * Turns photos that are read into files and rows, batch by batch: first the files are on disk for good, then the rows are
 * committed, then they count. The next batch is read while one is written.
 */
export class BatchWriter {
  /** Sides of the samples, where the tree gives them. */
  readonly sides = new Map<number, Side>();
  readonly report = nothingImported();
  readonly #lab: Lab;
  readonly #destinations: Destinations;
  #batch: Entry[] = [];
  #writing: Promise<void> = Promise.resolve();

  constructor(lab: Lab, destinations: Destinations) {
    this.#lab = lab;
    this.#destinations = destinations;
  }

  skip(file: string, reason: string): void {
    this.report.skipped.push({ file, reason });
  }

  /** Takes one photo; waits while the batch before the last is still being written. */
  async add(found: FoundPhoto, result: ReadPhoto): Promise<void> {
    const staged = stagedOrReported(this.report, found.file, result);
    if (staged !== undefined) this.#batch.push({ found, staged });
    if (this.#batch.length >= batchSize) await this.#write();
  }

  /** Writes what is waiting. */
  async finish(): Promise<void> {
    await this.#write();
    await this.#writing;
  }

  /** Sweeps away what is staged but was not written; for when writing has failed. */
  async abandon(): Promise<void> {
    await this.#writing.catch(() => undefined);
    await discardFiles(this.#batch.map(({ staged }) => staged.file));
  }

  async #write(): Promise<void> {
    const batch = this.#batch;
    await this.#writing;
    this.#batch = [];
    this.#writing = this.#publishAndCommit(batch);
    // Whoever writes next, or finishes, meets the error; until then it must not count as unhandled.
    this.#writing.catch(() => undefined);
  }

  async #publishAndCommit(batch: readonly Entry[]): Promise<void> {
    if (batch.length === 0) return;
    try {
      await publishFiles(batch.map(({ staged }) => staged.file));
    } catch (error) {
      await discardFiles(batch.map(({ staged }) => staged.file));
      throw error;
    }
    this.#count(inTransaction(this.#lab.db, () => this.#insertRows(batch)));
  }

  #insertRows(batch: readonly Entry[]): ('duplicate' | InsertedRow)[] {
    const { db } = this.#lab;
    const now = new Date().toISOString();
    return batch.map(({ found, staged: { photo } }) => {
      // The same bytes twice within reach: the first one's row is there by now.
      if (knownPhoto(db, photo.hash) !== undefined) return 'duplicate';
      const to = this.#destinations.of(found);
      const { sample, isNew } = sampleFor(db, found.sampleKey, to, now);
      insertPhoto(db, sample, { ...photo, ...listedFacts(to, photo) }, now);
      return { className: to.className, sample, side: found.side, isNew };
    });
  }

  #count(rows: readonly ('duplicate' | InsertedRow)[]): void {
    for (const row of rows) {
      if (row === 'duplicate') {
        this.report.duplicates += 1;
        this.report.repeatedInFolder += 1;
        continue;
      }
      this.report.photos += 1;
      this.report.samples += row.isNew ? 1 : 0;
      if (row.className !== null)
        this.report.classes[row.className] = (this.report.classes[row.className] ?? 0) + 1;
      if (row.side !== null) this.sides.set(row.sample, row.side);
    }
  }
}

interface InsertedRow {
  readonly className: string | null;
  readonly sample: SampleId;
  readonly side: Side | null;
  /** Whether the sample was made for this photo. */
  readonly isNew: boolean;
}

/** The photo's sample, made where it is not there yet. A number that another sample has is not given twice. */
function sampleFor(
  db: WritableDb,
  sourceKey: string,
  { survey, className, number, sample: listed }: Destination,
  now: string,
): { sample: SampleId; isNew: boolean } {
  const surveyId = surveyNamed(db, survey, now);
  const known = sampleBySource(db, surveyId, sourceKey);
  if (known !== undefined) return { sample: known, isNew: false };
  const namesake = number === undefined ? undefined : sampleNumbered(db, surveyId, number);
  if (namesake !== undefined && namesake.createdAt === listed?.createdAt) {
    takeIntoUse(db, namesake.id);
    return { sample: namesake.id, isNew: false };
  }
  const sample = insertSample(db, {
    survey: surveyId,
    number: namesake === undefined ? number : undefined,
    sourceKey,
    classId: className === null ? undefined : classNamed(db, className),
    createdAt: listed?.createdAt ?? now,
  });
  setDetails(db, sample, listed?.details ?? {});
  return { sample, isNew: true };
}

/** What the folder's lists say about a photo, over what its file says. */
function listedFacts({ sample, photo }: Destination, read: NewPhoto): Partial<NewPhoto> {
  return {
    umPerPixel: photo?.umPerPixel ?? sample?.umPerPixel ?? read.umPerPixel,
    takenAt: photo?.takenAt ?? read.takenAt,
    scaleSource: photo?.scaleSource ?? null,
    ...(photo?.rotation !== undefined && { rotation: photo.rotation }),
    ...(photo?.originalName !== undefined && { fileName: photo.originalName }),
  };
}
