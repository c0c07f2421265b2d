import type { SampleId } from '#shared/domain/ids.ts';
import { type FieldValue, type FieldValues, fieldProblems, withCleanNames } from '#shared/fields/field.ts';
import { type SampleField, sampleFields, termFields } from '#shared/fields/sample-fields.ts';
import { termFor } from '#shared/domain/vocabulary.ts';
import { type ReadableDb, type WritableDb, first } from '../database.ts';
import { className } from '../queries/classes.ts';
import { insertSample } from '../queries/samples/samples.ts';
import { surveyName } from '../queries/surveys.ts';
import { refuseProblems, refuseTaken } from './checks.ts';
import type { FieldOf } from './columns.ts';
import { type Author, type Step, makeEdit } from './edit.ts';
import { photosOfSamples } from './photo-rows.ts';
import { answerClaims } from './review-samples.ts';

/** What may be changed of samples: their fields, and the class. Absent is untouched, null is "not known". */
export type SamplePatch = Partial<FieldValues<typeof sampleFields>> & {
  readonly class?: number | null;
};

/**
 * Changes samples, all of them in one step.
 *
 * @throws StrandlineError `bad-value` with a sentence per field, `conflict` for a number that is taken, `not-found`.
 */
export function editSamples(
  db: WritableDb,
  author: Author,
  { samples, set: asked }: { samples: readonly SampleId[]; set: SamplePatch },
): void {
  const set = checkedPatch(db, author, samples, asked);
  const kind = Object.keys(set).every((field) => field === 'class') ? 'label' : 'details';
  makeEdit(db, author, { kind, things: samples.length }, (step) =>
    patchSamples(db, author, step, { samples, set }),
  );
}

/** A patch as it is written. @throws StrandlineError as {@link editSamples}. */
export function checkedPatch(
  db: ReadableDb,
  author: Author,
  samples: readonly SampleId[],
  asked: SamplePatch,
): SamplePatch {
  const set = withCleanNames(sampleFields, asked);
  checkPatch(db, samples, set, author);
  return set;
}

/** Changes samples as a part of a step; what is set has been checked. */
export function patchSamples(
  db: ReadableDb,
  author: Author,
  step: Step,
  { samples, set }: { samples: readonly SampleId[]; set: SamplePatch },
): void {
  writePatch(step, samples, set);
  if (set.class !== undefined) answerClaims(db, step, samples, author);
}

/**
 * Adds samples under a survey's next numbers.
 *
 * @returns their ids, in order of number.
 * @throws StrandlineError `bad-value`, `conflict`, `not-found`.
 */
export function addSamples(
  db: WritableDb,
  author: Author,
  { survey, count, set: asked }: { survey: number; count: number; set: SamplePatch },
): SampleId[] {
  surveyName(db, survey);
  const set = checkedPatch(db, author, [], asked);
  return makeEdit(db, author, { kind: 'add-samples', things: count }, (step) => {
    const ids = Array.from({ length: count }, () =>
      insertSample(db, { survey, createdAt: author.at, deletedAt: author.at }),
    );
    step.set('samples', 'deletedAt', ids, null);
    writePatch(step, ids, set);
    return ids;
  });
}

/** Puts samples into the bin, with their photos. */
export function removeSamples(db: WritableDb, author: Author, samples: readonly SampleId[]): void {
  makeEdit(db, author, { kind: 'remove-samples', things: samples.length }, (step) =>
    binSamples(db, step, samples, author),
  );
}

/** Puts samples and what belongs to them into the bin, as a part of a step. */
export function binSamples(db: ReadableDb, step: Step, samples: readonly SampleId[], { at }: Author): void {
  step.set('samples', 'deletedAt', samples, at);
  step.set('photos', 'deletedAt', photosOfSamples(db, samples), at);
}

function writePatch(
  step: Step,
  samples: readonly SampleId[],
  { class: classId, ...values }: SamplePatch,
): void {
  const set = (field: FieldOf<'samples'>, value: FieldValue): void =>
    step.set('samples', field, samples, value);
  if (classId !== undefined) set('class', classId);
  for (const [field, value] of Object.entries(values)) {
    set(field as SampleField, value);
  }
  for (const field of termFields) {
    const written = values[field];
    if (written !== undefined)
      set(`${field}Term`, written === null ? null : (termFor(field, written)?.id ?? null));
  }
}

function checkPatch(
  db: ReadableDb,
  samples: readonly SampleId[],
  { class: classId, ...values }: SamplePatch,
  { today }: Author,
): void {
  refuseProblems(fieldProblems(sampleFields, values, today));
  if (typeof classId === 'number') className(db, classId);
  if (typeof values.number === 'string') checkNumber(db, samples, values.number);
}

function checkNumber(db: ReadableDb, [sample, ...others]: readonly number[], number: string): void {
  if (sample === undefined || others.length > 0) {
    refuseProblems({
      number: 'A number belongs to one sample: choose one sample to give it this number.',
    });
    return;
  }
  const taken = first<{ survey: string; binned: 0 | 1 }>(
    db,
    `SELECT surveys.name AS survey, samples.deleted_at IS NOT NULL AS binned
     FROM samples JOIN surveys ON surveys.id = samples.survey_id
     WHERE samples.survey_id = (SELECT survey_id FROM samples WHERE id = @sample)
       AND samples.number = @number AND samples.id <> @sample`,
    { sample, number },
  );
  if (taken === undefined) return;
  const what = `a sample ${number} in ${taken.survey}`;
  refuseTaken({ what, binned: taken.binned === 1 }, 'number', `${number} is taken.`);
}
