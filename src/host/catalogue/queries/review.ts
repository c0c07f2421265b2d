import type { SampleId } from '#shared/domain/ids.ts';
import type { Outcome } from '#shared/learning/prediction/verdict.ts';
import { type ReadableDb, type WritableDb, all, ids, run } from '../database.ts';
import { outcomeOfVerdict } from './verdicts.ts';

/** Which samples are looked at: those of one survey, or all. */
export interface ReviewScope {
  readonly survey?: number | undefined;
}

const withPhotos = 'EXISTS (SELECT 1 FROM photos WHERE sample_id = samples.id AND photos.deleted_at IS NULL)';

/** The statements that grow with the lab, for their tests too. */
export const reviewStatements = {
  samples: `SELECT id, class_id AS label, reviewed_at IS NOT NULL AS reviewed FROM samples
    WHERE deleted_at IS NULL AND survey_id = @survey AND ${withPhotos}`,
  everySample: `SELECT id, class_id AS label, reviewed_at IS NOT NULL AS reviewed FROM samples
    WHERE deleted_at IS NULL AND ${withPhotos}`,
  opinions: `SELECT sample_id AS sample, class_id AS classId, confidence, sureness, outcome FROM opinions WHERE model_id = @model`,
  /** Of a fragment that was kept twice the newest verdict comes last; a keep that was taken back has all its photos in the bin. */
  keptVerdicts: `SELECT sample_id AS sample, class_id AS classId, confidence, sureness,
      ${outcomeOfVerdict} AS outcome
    FROM verdicts WHERE model_id = @model AND sample_id IS NOT NULL AND deleted_at IS NULL
      AND (NOT EXISTS (SELECT 1 FROM photo_fingerprints WHERE verdict_id = verdicts.id)
        OR EXISTS (SELECT 1 FROM photo_fingerprints JOIN photos ON photos.id = photo_id
          WHERE verdict_id = verdicts.id AND photos.deleted_at IS NULL))
    ORDER BY created_at, id`,
  /** Samples with photos that a person has not read blind. */
  unread: `SELECT id FROM samples WHERE deleted_at IS NULL
    AND (@survey IS NULL OR survey_id = @survey)
    AND ${withPhotos} AND NOT EXISTS (SELECT 1 FROM readings
      WHERE readings.sample_id = samples.id AND person = @person AND readings.deleted_at IS NULL)`,
} as const;

export interface SampleToReview {
  readonly id: SampleId;
  readonly label: number | null;
  /** Decided about in a review. */
  readonly reviewed: 0 | 1;
}

/** Samples with photos, in no order. */
export function samplesToReview(db: ReadableDb, { survey }: ReviewScope): SampleToReview[] {
  return survey === undefined
    ? all(db, reviewStatements.everySample)
    : all(db, reviewStatements.samples, { survey });
}

export interface OpinionRow {
  readonly sample: SampleId;
  readonly classId: number;
  readonly confidence: number;
  /** Null where an older Strandline kept it. */
  readonly sureness: number | null;
  readonly outcome: Outcome;
}

/** What a model said when it was asked about samples. */
export function askedOpinions(db: ReadableDb, model: number): OpinionRow[] {
  return all(db, reviewStatements.opinions, { model });
}

/** What a model said at the bench of samples that were kept, later ones later; null for a class that this lab does not have. */
export function keptVerdicts(
  db: ReadableDb,
  model: number,
): (Omit<OpinionRow, 'classId'> & { readonly classId: number | null })[] {
  return all(db, reviewStatements.keptVerdicts, { model });
}

/** Fingerprints of the photos that a model was asked about, by sample. */
export function askedPhotos(db: ReadableDb, model: number): ReadonlyMap<number, string> {
  const rows = all<{ sample: SampleId; photos: string }>(
    db,
    'SELECT sample_id AS sample, photos FROM opinions WHERE model_id = @model',
    { model },
  );
  return new Map(rows.map(({ sample, photos }) => [sample, photos]));
}

/** Keeps what a model says of a sample, in place of what it said before. */
export function saveOpinion(
  db: WritableDb,
  opinion: OpinionRow & { model: number; photos: string; at: string },
): void {
  run(
    db,
    `INSERT OR REPLACE INTO opinions (model_id, sample_id, class_id, confidence, sureness, outcome, photos, asked_at)
     VALUES (@model, @sample, @classId, @confidence, @sureness, @outcome, @photos, @at)`,
    { ...opinion },
  );
}

export interface ReadingRow {
  readonly sample: SampleId;
  readonly person: string;
  readonly classId: number;
  /** The sample's class now. */
  readonly label: number | null;
  /** The class that the sample had when it was read. */
  readonly labelThen: number | null;
  /** Whether the sample has been decided about in a review since. */
  readonly settled: 0 | 1;
}

/** All blind readings of samples in use; of one sample in order of reading. */
export function listReadings(db: ReadableDb, { survey }: ReviewScope): ReadingRow[] {
  return all(
    db,
    `SELECT sample_id AS sample, person, readings.class_id AS classId, samples.class_id AS label,
       label_id AS labelThen, coalesce(samples.reviewed_at >= read_at, 0) AS settled
     FROM readings JOIN samples ON samples.id = readings.sample_id
     WHERE readings.deleted_at IS NULL AND readings.class_id IS NOT NULL AND samples.deleted_at IS NULL
       AND (@survey IS NULL OR samples.survey_id = @survey)
     ORDER BY sample_id, readings.read_at, readings.id`,
    { survey: survey ?? null },
  );
}

/** Classes that folders gave to samples, about which nobody has decided. */
export function openClaims(
  db: ReadableDb,
  { survey }: ReviewScope,
): { readonly sample: SampleId; readonly classId: number; readonly file: string }[] {
  return all(
    db,
    `SELECT sample_id AS sample, label_conflicts.class_id AS classId, file
     FROM label_conflicts JOIN samples ON samples.id = sample_id
     WHERE answered_at IS NULL AND samples.deleted_at IS NULL AND (@survey IS NULL OR samples.survey_id = @survey)
     ORDER BY label_conflicts.id`,
    { survey: survey ?? null },
  );
}

/** Ids of samples with photos that a person has not read blind, in no order. */
export function unreadSamples(
  db: ReadableDb,
  { survey, person }: ReviewScope & { person: string },
): Uint32Array<ArrayBuffer> {
  return ids(db, reviewStatements.unread, { survey: survey ?? null, person });
}

/**
 * What people said of samples before a review showed them a model's opinion, without samples that a run was trained on: a
 * model repeats what it was taught.
 *
 * @param run whose training samples are left out; of the others the side of its split is told, null where they are on none.
 */
export function independentLabels(
  db: ReadableDb,
  { survey, run: runId }: ReviewScope & { run: number | null },
): { readonly sample: SampleId; readonly label: number; readonly side: 'val' | 'test' | null }[] {
  return all(
    db,
    `SELECT of.id AS sample, of.label, side FROM (
       SELECT id, CASE WHEN reviewed_at IS NULL THEN class_id ELSE reviewed_from END AS label FROM samples
       WHERE deleted_at IS NULL AND (@survey IS NULL OR survey_id = @survey)) AS of
     LEFT JOIN split_samples ON split_samples.sample_id = of.id
       AND split_samples.split_id = (SELECT split_id FROM runs WHERE id = @run)
     WHERE of.label IS NOT NULL AND side IS NOT 'train'`,
    { survey: survey ?? null, run: runId },
  );
}
