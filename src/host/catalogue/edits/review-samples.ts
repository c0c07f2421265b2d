import type { SampleId } from '#shared/domain/ids.ts';
import { StrandlineError } from '#shared/errors.ts';
import { type ReadableDb, type WritableDb, all, first, run } from '../database.ts';
import { className } from '../queries/classes.ts';
import { type Author, type Step, makeEdit } from './edit.ts';

interface ReviewedRow {
  readonly id: number;
  readonly label: number | null;
  readonly reviewedAt: string | null;
  readonly reviewedFrom: number | null;
}

/**
 * Decides what samples are, in one step, and says that they have been reviewed.
 *
 * @param classId null for "cannot be told".
 * @throws StrandlineError `not-found` for a class that the lab does not have, or where no sample is in use.
 */
export function reviewSamples(
  db: WritableDb,
  author: Author,
  { samples, classId }: { samples: readonly SampleId[]; classId: number | null },
): void {
  if (classId !== null) className(db, classId);
  const rows = new Map(reviewedRows(db, samples).map((row) => [row.id, row]));
  if (rows.size === 0) throw gone();
  const ids = [...rows.keys()];
  // A second review keeps what people had said before the first.
  const from = (id: number): number | null => {
    const row = rows.get(id);
    return (row?.reviewedAt === null ? row.label : row?.reviewedFrom) ?? null;
  };
  makeEdit(db, author, { kind: 'review', things: ids.length }, (step) => {
    step.set('samples', 'reviewedFrom', ids, from);
    step.set('samples', 'class', ids, classId);
    step.set('samples', 'reviewedAt', ids, author.at);
    answerClaims(db, step, ids, author);
  });
}

/** Whoever says what samples are has answered the folders that disagreed about them. */
export function answerClaims(db: ReadableDb, step: Step, samples: readonly number[], { at }: Author): void {
  const open = all<{ id: number }>(
    db,
    `SELECT id FROM label_conflicts WHERE answered_at IS NULL
       AND sample_id IN (SELECT value FROM json_each(@samples))`,
    { samples: JSON.stringify(samples) },
  );
  step.set(
    'label_conflicts',
    'answeredAt',
    open.map(({ id }) => id),
    at,
  );
}

/**
 * Writes down what a person said of a sample without having seen what others said. Who reads a sample again says it anew:
 * one reading per person.
 *
 * @throws StrandlineError `not-found`.
 */
export function readBlind(
  db: WritableDb,
  author: Author,
  { sample, classId }: { sample: SampleId; classId: number },
): void {
  className(db, classId);
  const [row] = reviewedRows(db, [sample]);
  if (row === undefined) throw gone();
  makeEdit(db, author, { kind: 'read-blind', things: 1 }, (step) => {
    const reading = [readingOf(db, sample, author)];
    step.set('readings', 'class', reading, classId);
    step.set('readings', 'label', reading, row.label);
    step.set('readings', 'readAt', reading, author.at);
    step.set('readings', 'deletedAt', reading, null);
  });
}

/** The row of a person's reading; made where there is none, born in the bin for the step to take it out. */
function readingOf(db: WritableDb, sample: SampleId, { person, at }: Author): number {
  const found = first<{ id: number }>(
    db,
    'SELECT id FROM readings WHERE sample_id = @sample AND person = @person',
    { sample, person },
  );
  return (
    found?.id ??
    run(
      db,
      'INSERT INTO readings (sample_id, person, read_at, deleted_at) VALUES (@sample, @person, @at, @at)',
      {
        sample,
        person,
        at,
      },
    ).id
  );
}

function reviewedRows(db: ReadableDb, samples: readonly SampleId[]): ReviewedRow[] {
  return all(
    db,
    `SELECT id, class_id AS label, reviewed_at AS reviewedAt, reviewed_from AS reviewedFrom FROM samples
     WHERE id IN (SELECT value FROM json_each(@samples)) AND deleted_at IS NULL`,
    { samples: JSON.stringify(samples) },
  );
}

function gone(): StrandlineError {
  return new StrandlineError('not-found', 'This sample is not there any more: it is in the bin.');
}
