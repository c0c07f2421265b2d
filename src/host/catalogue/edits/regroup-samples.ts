import type { PhotoId, SampleId } from '#shared/domain/ids.ts';
import type { Side } from '#shared/learning/plan.ts';
import { StrandlineError } from '#shared/errors.ts';
import { type ReadableDb, type WritableDb, all } from '../database.ts';
import { insertSample } from '../queries/samples/samples.ts';
import { surveyName } from '../queries/surveys.ts';
import { refuseProblems } from './checks.ts';
import { type Author, type Step, makeEdit } from './edit.ts';
import { type SamplePatch, binSamples, checkedPatch, patchSamples } from './edit-samples.ts';

/**
 * Makes a sample of photos. Its class and its role are those of the samples that the photos were of, where they agree; what
 * was measured on one fragment says nothing of another.
 *
 * @param survey of the new sample; absent: that of the first photo.
 * @throws StrandlineError `not-found` where no photo is in use; `bad-value` where they are all that a sample has, and it
 *   would only be renumbered.
 */
export function splitSample(
  db: WritableDb,
  author: Author,
  { photos, survey }: { photos: readonly PhotoId[]; survey?: number | undefined },
): { sample: SampleId; number: string } {
  const rows = photosWithSamples(db, photos);
  const [first] = rows;
  if (first === undefined) throw gone();
  const into = survey ?? first.survey;
  surveyName(db, into);
  const samples = new Set(rows.map(({ sample }) => sample));
  if (samples.size === 1 && first.photosInAll === rows.length && into === first.survey)
    refuseProblems({ photos: `These are all photos of ${first.number}. Choose some of them.` });
  return makeEdit(db, author, { kind: 'split-sample', things: rows.length }, (step) => {
    const classId = common(rows.map((row) => row.classId));
    const givenSide = common(rows.map((row) => row.givenSide));
    const sample = insertSample(db, {
      survey: into,
      createdAt: author.at,
      deletedAt: author.at,
      ...(givenSide !== undefined && { givenSide }),
    });
    step.set('samples', 'deletedAt', [sample], null);
    step.set('samples', 'class', [sample], classId ?? null);
    step.set('samples', 'role', [sample], common(rows.map(({ role }) => role)) ?? 'environmental');
    movePhotos(
      step,
      rows.map(({ id }) => id),
      { sample, from: 0 },
    );
    return { sample, number: numberOf(db, sample) };
  });
}

/**
 * Makes one sample of several: their photos go to `into`, behind its own, sample after sample; the others go to the bin,
 * with their history.
 *
 * @param set what holds of `into` from now on, where they differ. Its number stays its own.
 * @throws StrandlineError `not-found` where one of them is not in use; `bad-value`.
 */
export function mergeSamples(
  db: WritableDb,
  author: Author,
  { into, from, set: asked }: { into: SampleId; from: readonly SampleId[]; set: Omit<SamplePatch, 'number'> },
): void {
  const others = [...new Set(from)].filter((id) => id !== into);
  if (others.length === 0) refuseProblems({ from: 'One sample alone cannot be merged. Choose several.' });
  const inUse = all<{ id: SampleId }>(
    db,
    `SELECT id FROM samples WHERE id IN (SELECT value FROM json_each(@ids)) AND deleted_at IS NULL`,
    { ids: JSON.stringify([into, ...others]) },
  );
  if (inUse.length <= others.length) throw gone();
  const set = checkedPatch(db, author, [into], asked);
  const own = photosOf(db, into).length;
  const arriving = others.flatMap((sample) => photosOf(db, sample));
  makeEdit(db, author, { kind: 'merge-samples', things: others.length + 1 }, (step) => {
    movePhotos(step, arriving, { sample: into, from: own });
    binSamples(db, step, others, author);
    patchSamples(db, author, step, { samples: [into], set });
  });
}

function movePhotos(
  step: Step,
  photos: readonly PhotoId[],
  { sample, from }: { sample: SampleId; from: number },
): void {
  step.set('photos', 'sample', photos, sample);
  step.set('photos', 'angle', photos, (_id, index) => from + index);
}

interface Row {
  readonly id: PhotoId;
  readonly sample: SampleId;
  readonly number: string;
  readonly survey: number;
  readonly classId: number | null;
  readonly role: string;
  readonly givenSide: Side | null;
  /** Photos in use of its sample. */
  readonly photosInAll: number;
}

/** Photos in use with what is known of their samples, in the order in which they are named. */
function photosWithSamples(db: ReadableDb, photos: readonly PhotoId[]): Row[] {
  return all<Row>(
    db,
    `SELECT photos.id, sample_id AS sample, number, survey_id AS survey, class_id AS classId, role,
       given_side AS givenSide,
       (SELECT count(*) FROM photos AS own WHERE own.sample_id = samples.id AND own.deleted_at IS NULL) AS photosInAll
     FROM json_each(@photos) AS named JOIN photos ON photos.id = named.value
     JOIN samples ON samples.id = sample_id
     WHERE photos.deleted_at IS NULL ORDER BY named.key`,
    { photos: JSON.stringify([...new Set(photos)]) },
  );
}

function photosOf(db: ReadableDb, sample: SampleId): PhotoId[] {
  return all<{ id: PhotoId }>(
    db,
    'SELECT id FROM photos WHERE sample_id = @sample AND deleted_at IS NULL ORDER BY angle, id',
    { sample },
  ).map(({ id }) => id);
}

function numberOf(db: ReadableDb, sample: SampleId): string {
  return (
    all<{ number: string }>(db, 'SELECT number FROM samples WHERE id = @sample', { sample })[0]?.number ?? ''
  );
}

/** What all of them are; undefined where they differ, or are nothing. */
function common<T>(values: readonly (T | null)[]): T | undefined {
  const [first = null, ...others] = values;
  return first !== null && others.every((value) => value === first) ? first : undefined;
}

function gone(): StrandlineError {
  return new StrandlineError(
    'not-found',
    'What this is about is not there any more. Look at the samples again.',
  );
}
