import { basename } from 'node:path';
import type { ImportOptions, ImportReport } from '#shared/catalogue.ts';
import type { Side } from '#shared/learning/plan.ts';
import { termFor } from '#shared/vocabulary.ts';
import { inTransaction } from '../database.ts';
import type { Lab } from '../lab.ts';
import { discardFiles, publishFiles } from '../../durable-files.ts';
import { classNamed } from '../queries/classes.ts';
import { insertPhoto, knownPhoto } from '../queries/photos.ts';
import { insertSample, sampleBySource } from '../queries/samples.ts';
import { surveyNamed } from '../queries/surveys.ts';
import { type ReadPhoto, type StagedPhoto, stagedOrReported } from './read-photo.ts';
import type { Sidecar } from './sidecar.ts';
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
  readonly report: ImportReport = { photos: 0, samples: 0, classes: {}, duplicates: 0, skipped: [] };
  readonly #lab: Lab;
  readonly #options: ImportOptions;
  readonly #sidecar: Sidecar;
  #batch: Entry[] = [];
  #writing: Promise<void> = Promise.resolve();

  constructor(lab: Lab, options: ImportOptions, sidecar: Sidecar) {
    this.#lab = lab;
    this.#options = options;
    this.#sidecar = sidecar;
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
    const survey = surveyNamed(db, this.#options.survey ?? basename(this.#options.directory), now);
    return batch.map(({ found, staged: { photo } }) => {
      // The same bytes twice within reach: the first one's row is there by now.
      if (knownPhoto(db, photo.hash) !== undefined) return 'duplicate';
      const className = this.#classOf(found);
      const facts = this.#sidecar[found.sampleKey];
      const known = sampleBySource(db, survey, found.sampleKey);
      const sample =
        known ??
        insertSample(db, {
          survey,
          sourceKey: found.sampleKey,
          classId: classNamed(db, className),
          morphotype: facts?.morphotype,
          morphotypeTerm: facts?.morphotype && termFor('morphotype', facts.morphotype)?.id,
          sizeUm: facts?.sizeUm,
          createdAt: now,
        });
      insertPhoto(db, sample, { ...photo, umPerPixel: facts?.umPerPixel ?? null }, now);
      return { className, sample, side: found.side, isNew: known === undefined };
    });
  }

  #count(rows: readonly ('duplicate' | InsertedRow)[]): void {
    for (const row of rows) {
      if (row === 'duplicate') {
        this.report.duplicates += 1;
        continue;
      }
      this.report.photos += 1;
      this.report.samples += row.isNew ? 1 : 0;
      this.report.classes[row.className] = (this.report.classes[row.className] ?? 0) + 1;
      if (row.side !== null) this.sides.set(row.sample, row.side);
    }
  }

  #classOf({ classFolder }: FoundPhoto): string {
    return this.#options.classes[classFolder] ?? this.#options.other ?? classFolder;
  }
}

interface InsertedRow {
  readonly className: string;
  readonly sample: number;
  readonly side: Side | null;
  /** Whether the sample was made for this photo. */
  readonly isNew: boolean;
}
