import { termFor } from '#shared/domain/vocabulary.ts';
import type { PhotoId, SampleId } from '#shared/domain/ids.ts';
import type { FieldValue } from '#shared/fields/field.ts';
import { detailFields, termFields } from '#shared/fields/sample-fields.ts';
import { type WritableDb, first, run } from '../database.ts';
import { type Entity, type FieldOf, columnOf } from '../edits/columns.ts';
import type { Step } from '../edits/edit.ts';
import { insertClaim } from '../queries/imports.ts';
import { type NewPhoto, insertPhoto, nextAngleOf } from '../queries/samples/photos.ts';
import { type NewSample, insertSample } from '../queries/samples/samples.ts';

/**
 * Makes the rows of one transaction of an import. All of them are born in the bin, and the import's step takes them out of
 * it: so an undo puts back into it what the import has made, and nothing else.
 */
export class ImportRows {
  readonly #db: WritableDb;
  readonly #step: Step;
  /** ISO time of the transaction. */
  readonly #at: string;
  readonly #samples = new Set<SampleId>();
  readonly #photos: PhotoId[] = [];
  readonly #angles = new Map<SampleId, number>();

  constructor(db: WritableDb, step: Step, at: string) {
    this.#db = db;
    this.#step = step;
    this.#at = at;
  }

  /** Id of the survey of that name, made where there is none, taken into use where it is in the bin. */
  survey(name: string): number {
    return this.#named(
      'surveys',
      name,
      'INSERT INTO surveys (name, created_at, deleted_at) VALUES (@name, @at, @at)',
    );
  }

  site(name: string): number {
    return this.#named('sites', name, 'INSERT INTO sites (name, deleted_at) VALUES (@name, @at)');
  }

  class(name: string): number {
    return this.#named('classes', name, 'INSERT INTO classes (name, deleted_at) VALUES (@name, @at)');
  }

  sample(
    added: Omit<NewSample, 'deletedAt'>,
    details: Readonly<Record<string, FieldValue | undefined>>,
  ): SampleId {
    const sample = insertSample(this.#db, { ...added, deletedAt: this.#at });
    const terms = termFields.flatMap((field) => {
      const word = details[field];
      return typeof word === 'string' ? [[`${field}Term`, termFor(field, word)?.id ?? null] as const] : [];
    });
    this.fill('samples', sample, { ...details, ...Object.fromEntries(terms) });
    this.#samples.add(sample);
    return sample;
  }

  /** A sample that the lab has; taken into use where it is in the bin. @param classId what it is then. */
  existing(sample: SampleId, classId: number | null): void {
    if (this.#samples.has(sample)) return;
    this.#samples.add(sample);
    const binned = first(this.#db, 'SELECT 1 FROM samples WHERE id = @sample AND deleted_at IS NOT NULL', {
      sample,
    });
    if (binned !== undefined) this.#step.set('samples', 'class', [sample], classId);
  }

  /** Adds a photo behind the sample's last. */
  photo(sample: SampleId, photo: Omit<NewPhoto, 'angle' | 'deletedAt'>): void {
    const angle = this.#nextAngle(sample);
    this.#photos.push(insertPhoto(this.#db, sample, { ...photo, angle, deletedAt: this.#at }, this.#at));
  }

  /** Brings back a photo that went into the bin when its import was taken back. */
  photoAgain(
    sample: SampleId,
    photo: PhotoId,
    { importId, source }: { importId: number; source: string },
  ): void {
    run(this.#db, 'UPDATE photos SET import_id = @importId, source = @source WHERE id = @photo', {
      importId,
      source,
      photo,
    });
    this.#step.set('photos', 'sample', [photo], sample);
    this.#step.set('photos', 'angle', [photo], this.#nextAngle(sample));
    this.#photos.push(photo);
  }

  /** Keeps for the review what a folder said of a sample. */
  claim(claim: { sample: SampleId; className: string; file: string; importId: number }): void {
    const { className, ...rest } = claim;
    const classId = this.class(className);
    const id = insertClaim(this.#db, { ...rest, classId, answeredAt: this.#at });
    if (id !== undefined) this.#step.set('label_conflicts', 'answeredAt', [id], null);
  }

  /** Gives a row that was made here its fields. */
  fill<E extends Entity>(
    entity: E,
    row: number,
    values: Readonly<Partial<Record<FieldOf<E>, FieldValue | undefined>>>,
  ): void {
    for (const [field, value] of Object.entries<FieldValue | undefined>(values)) {
      if (value === undefined || (value === null && neverNull.has(field))) continue;
      run(this.#db, `UPDATE ${entity} SET ${columnOf(entity, field)} = @value WHERE id = @row`, {
        value,
        row,
      });
    }
  }

  /** Takes what was made out of the bin. */
  finish(): void {
    this.#step.set('samples', 'deletedAt', [...this.#samples], null);
    this.#step.set('photos', 'deletedAt', this.#photos, null);
  }

  #nextAngle(sample: SampleId): number {
    const angle = this.#angles.get(sample) ?? nextAngleOf(this.#db, sample);
    this.#angles.set(sample, angle + 1);
    return angle;
  }

  #named(entity: 'surveys' | 'sites' | 'classes', name: string, insert: string): number {
    const found = first<{ id: number; binned: 0 | 1 }>(
      this.#db,
      `SELECT id, deleted_at IS NOT NULL AS binned FROM ${entity} WHERE name = @name`,
      { name },
    );
    const id = found?.id ?? run(this.#db, insert, { name, at: this.#at }).id;
    if (found?.binned !== 0) this.#step.set(entity, 'deletedAt', [id], null);
    return id;
  }
}

/** Fields that every row has a value for. */
const neverNull: ReadonlySet<string> = new Set(
  Object.entries(detailFields).flatMap(([field, spec]) => ('required' in spec ? [field] : [])),
);
