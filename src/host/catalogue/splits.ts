import { type SplitOptions, type SplitReport, splitReportSchema } from '#shared/catalogue.ts';
import { StrandlineError } from '#shared/errors.ts';
import { type FingerprintedPhoto, findNearDuplicates } from '#shared/learning/near-duplicates.ts';
import type { Side } from '#shared/learning/plan.ts';
import { type SplitSample, drawSplit, splitWarnings } from '#shared/learning/split.ts';
import { type ReadableDb, type WritableDb, all, first, inTransaction, run } from './database.ts';

interface LabelledSample extends SplitSample {
  readonly className: string;
}

/** More pairs than this are counted but not listed. */
const listedPairs = 100;

/**
 * Draws a split over all labelled samples that have photos, and stores it.
 *
 * @throws StrandlineError `not-enough-data` where there are no such samples, `bad-argument` where nothing is left to train.
 */
export function createSplit(db: WritableDb, { val, test, seed }: SplitOptions): SplitReport {
  if (val + test >= 1) {
    throw new StrandlineError(
      'bad-argument',
      `Validation (${val}) and test (${test}) leave nothing for training.`,
    );
  }
  const samples = labelledSamples(db);
  return store(db, samples, drawSplit(samples, { val, test, seed }), seed);
}

/** Stores a split that came with the photos (split/class/photo), as it was given. */
export function storeGivenSplit(db: WritableDb, given: ReadonlyMap<number, Side>): SplitReport {
  const samples = labelledSamples(db).filter(({ id }) => given.has(id));
  return store(db, samples, given, 0);
}

/** The newest split as it was reported when it was drawn. */
export function latestSplit(db: ReadableDb): SplitReport | null {
  const row = first<{ report: string }>(db, 'SELECT report FROM splits ORDER BY id DESC LIMIT 1');
  return row === undefined ? null : splitReportSchema.parse(JSON.parse(row.report));
}

function labelledSamples(db: ReadableDb): LabelledSample[] {
  return all(
    db,
    `SELECT samples.id, samples.class_id AS classId, classes.name AS className
     FROM samples JOIN classes ON classes.id = samples.class_id
     WHERE EXISTS (SELECT 1 FROM photos WHERE photos.sample_id = samples.id AND photos.deleted_at IS NULL) ORDER BY samples.id`,
  );
}

function store(
  db: WritableDb,
  samples: readonly LabelledSample[],
  drawn: ReadonlyMap<number, Side>,
  seed: number,
): SplitReport {
  if (samples.length === 0) {
    throw new StrandlineError(
      'not-enough-data',
      'The lab has no labelled samples with photos: import some first.',
    );
  }
  const nearDuplicates = findNearDuplicates(fingerprints(db)).filter(
    ({ a, b }) => drawn.has(a.sample) && drawn.has(b.sample) && drawn.get(a.sample) !== drawn.get(b.sample),
  );
  const names = new Map(samples.map(({ classId, className }) => [classId, className]));
  const warnings = splitWarnings(names, samples, drawn);
  if (nearDuplicates.length > 0) {
    warnings.push(
      `${nearDuplicates.length} pairs of photos of different samples look the same but lie on different sides: are they one sample?`,
    );
  }
  return inTransaction(db, () => {
    const createdAt = new Date().toISOString();
    const { id } = run(db, `INSERT INTO splits (seed, report, created_at) VALUES (@seed, '{}', @createdAt)`, {
      seed,
      createdAt,
    });
    const insert = db.prepare('INSERT INTO split_samples (split_id, sample_id, side) VALUES (?, ?, ?)');
    for (const [sample, side] of drawn) insert.run(id, sample, side);
    const report: SplitReport = {
      split: id,
      seed,
      ...countSides(db, id),
      warnings,
      nearDuplicates: nearDuplicates
        .slice(0, listedPairs)
        .map(({ a, b, distance }) => ({ a: a.hash, b: b.hash, distance })),
    };
    run(db, 'UPDATE splits SET report = @report WHERE id = @id', { id, report: JSON.stringify(report) });
    return report;
  });
}

function fingerprints(db: ReadableDb): FingerprintedPhoto[] {
  return all(
    db,
    'SELECT hash, sample_id AS sample, fingerprint FROM photos WHERE deleted_at IS NULL ORDER BY id',
  );
}

function countSides(db: ReadableDb, split: number): Pick<SplitReport, Side> {
  const rows = all<{ side: Side; samples: number; photos: number }>(
    db,
    `SELECT side, count(DISTINCT split_samples.sample_id) AS samples, count(photos.id) AS photos
     FROM split_samples JOIN photos ON photos.sample_id = split_samples.sample_id
     WHERE split_id = @split AND photos.deleted_at IS NULL GROUP BY side`,
    { split },
  );
  const counts = (side: Side): { samples: number; photos: number } => {
    const row = rows.find((candidate) => candidate.side === side);
    return { samples: row?.samples ?? 0, photos: row?.photos ?? 0 };
  };
  return { train: counts('train'), val: counts('val'), test: counts('test') };
}
