import type { SampleId } from '#shared/domain/ids.ts';
import { type ImportResult, nothingImported } from '#shared/domain/import.ts';
import type { ReadableDb } from '../database.ts';
import { type NewPhoto, knownPhoto } from '../queries/samples/photos.ts';
import type { ImportStep, RowWriting } from './import-step.ts';
import { sampleNumbered } from './listed-rows.ts';
import { type ReadPhoto, type StagedPhoto, stagedOrReported } from './read-photo.ts';
import type { ResolvedPhoto, SampleSlot } from './resolved.ts';
import { sourceKeyOf } from './sample-slots.ts';
import { discardPhotos, publishPhotos } from './staged-photos.ts';

/** Photos of this many rows are flushed and committed together: one wait for the disk for all of them. */
const batchSize = 64;
/** Or those of this long, where they come slowly: what is read counts for nothing until then. */
const batchMs = 1000;

interface Entry {
  readonly photo: ResolvedPhoto;
  /** Undefined: its file is in the store already. */
  readonly staged: StagedPhoto | undefined;
}

/**
 * Turns photos that are read into files and rows, batch by batch: first the files are on disk for good, then the rows are
 * committed, then they count. The next batch is read while one is written.
 */
export class BatchWriter {
  readonly report: ImportResult = nothingImported();
  readonly #db: ReadableDb;
  readonly #step: ImportStep;
  /** Samples that are there by now. */
  readonly #samples = new Map<SampleSlot, SampleId>();
  readonly #classes = new Map<string, number>();
  #batch: Entry[] = [];
  #begunAt = 0;
  #settled = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(db: ReadableDb, step: ImportStep) {
    this.#db = db;
    this.#step = step;
  }

  /** Of how many photos it is decided for good what became of them: their rows are committed, or they bring none. */
  get settled(): number {
    return this.#settled;
  }

  /**
   * Takes one photo; waits while the batch before the last is still being written.
   *
   * @param result undefined for a photo whose file is in the store already.
   */
  async add(photo: ResolvedPhoto, result: ReadPhoto | undefined): Promise<void> {
    const staged = result && stagedOrReported(this.report, photo.found.file, result);
    if (staged === undefined && result !== undefined) this.#settled += 1;
    else {
      if (this.#batch.length === 0) this.#begunAt = performance.now();
      this.#batch.push({ photo, staged });
    }
    const isDue = this.#batch.length > 0 && performance.now() - this.#begunAt >= batchMs;
    if (this.#batch.length >= batchSize || isDue) await this.#write();
  }

  /** Writes what is waiting. */
  async finish(): Promise<void> {
    await this.#write();
    await this.#writing;
    this.report.classes = Object.fromEntries(this.#classes);
  }

  /** Sweeps away what is staged but was not written; for when writing has failed. */
  async abandon(): Promise<void> {
    await this.#writing.catch(() => undefined);
    await discardPhotos(stagedPhotos(this.#batch));
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
      await publishPhotos(stagedPhotos(batch));
    } catch (error) {
      await discardPhotos(stagedPhotos(batch));
      throw error;
    }
    const added = this.#step.write(
      (writing) => batch.filter((entry) => this.#insert(writing, entry)),
      ({ length }) => length,
    );
    this.report.photos += added.length;
    this.#settled += batch.length;
    for (const { photo } of added) {
      const { className } = photo.slot;
      if (className !== null) this.#classes.set(className, (this.#classes.get(className) ?? 0) + 1);
    }
  }

  /** @returns whether it is there now; false where the same bytes have come from elsewhere meanwhile. */
  #insert(writing: RowWriting, { photo: { found, slot, listed, takenBack }, staged }: Entry): boolean {
    const { rows, importId } = writing;
    const source = found.file;
    if (staged === undefined) {
      if (takenBack === undefined) throw new RangeError('a photo without a file is one that was taken back');
      rows.photoAgain(this.#sampleOf(writing, slot), takenBack.id, { importId, source });
      return true;
    }
    if (knownPhoto(this.#db, staged.photo.hash) !== undefined) {
      this.report.duplicates += 1;
      this.report.alreadyInLab += 1;
      return false;
    }
    const facts = { ...staged.photo, importId, source };
    rows.photo(this.#sampleOf(writing, slot), { ...facts, ...listedFacts(slot, listed, facts) });
    return true;
  }

  #sampleOf({ rows, importId, at }: RowWriting, slot: SampleSlot): SampleId {
    const known = this.#samples.get(slot);
    if (known !== undefined) return known;
    const sample = slot.existing ?? this.#newSample({ rows, importId, at }, slot);
    if (slot.existing !== undefined)
      rows.existing(sample, slot.className === null ? null : rows.class(slot.className));
    for (const claim of slot.claims) rows.claim({ ...claim, sample, importId });
    this.#samples.set(slot, sample);
    return sample;
  }

  #newSample({ rows, importId, at }: Omit<RowWriting, 'step'>, slot: SampleSlot): SampleId {
    const { label: listedLabel, ...details } = slot.listed?.details ?? {};
    const survey = rows.survey(slot.survey);
    // Another photo of this import may have been given the number since, as the survey's next.
    const isFree = slot.number !== undefined && sampleNumbered(this.#db, survey, slot.number) === undefined;
    this.report.samples += 1;
    return rows.sample(
      {
        survey,
        number: isFree ? slot.number : undefined,
        label: slot.label ?? listedLabel ?? (isFree ? undefined : slot.number),
        sourceKey: sourceKeyOf(importId, slot.key),
        importId,
        givenSide: slot.side ?? undefined,
        classId: slot.className === null ? undefined : rows.class(slot.className),
        createdAt: slot.listed?.createdAt ?? at,
      },
      details,
    );
  }
}

function stagedPhotos(batch: readonly Entry[]): StagedPhoto[] {
  return batch.flatMap(({ staged }) => staged ?? []);
}

/** What the folder's lists say about a photo, over what its file says. */
function listedFacts(
  { listed: sample }: SampleSlot,
  photo: ResolvedPhoto['listed'],
  read: NewPhoto,
): Partial<NewPhoto> {
  return {
    umPerPixel: photo?.umPerPixel ?? sample?.umPerPixel ?? read.umPerPixel,
    takenAt: photo?.takenAt ?? read.takenAt,
    scaleSource: photo?.scaleSource ?? null,
    ...(photo?.rotation !== undefined && { rotation: photo.rotation }),
    ...(photo?.originalName !== undefined && { fileName: photo.originalName }),
  };
}
