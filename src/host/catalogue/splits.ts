import {
  type SplitOptions,
  type SplitResult,
  splitOptionsSchema,
  splitResultSchema,
} from '#shared/domain/split.ts';
import { StrandlineError } from '#shared/errors.ts';
import { type FingerprintedPhoto, findNearDuplicates } from '#shared/learning/split/near-duplicates.ts';
import { type Side, sides } from '#shared/learning/plan.ts';
import {
  type Selection,
  countsAs,
  everything,
  isEverything,
  selectionSchema,
} from '#shared/learning/split/selection.ts';
import { splitWarnings } from '#shared/learning/split/split-warnings.ts';
import { type SplitSample, drawSplit } from '#shared/learning/split/split.ts';
import { type ReadableDb, type WritableDb, all, first, inTransaction, run } from './database.ts';
import type { Step } from './edits/edit.ts';
import { givenSides } from './queries/imports.ts';
import { samplesOfLab } from './queries/origins.ts';
import { type ClassCount, classNames, selectedSamples } from './queries/samples/selection.ts';
import { readStored } from './stored-row.ts';

/** More pairs than this are counted but not listed. */
const listedPairs = 100;

/**
 * Draws a split over the labelled samples of a selection that have photos, and stores it with what it was drawn from. Where the
 * test is another lab's samples, that is all of theirs, and the others are trained on: does the model hold there?
 *
 * @throws StrandlineError `not-enough-data` where there are no such samples, `bad-argument` where nothing is left to train.
 */
export function createSplit(
  db: WritableDb,
  { val, test: share, seed, selection: asked = everything, testLab }: SplitOptions,
): SplitResult {
  const test = testLab === undefined ? share : 0;
  if (val + test >= 1) {
    throw new StrandlineError(
      'bad-argument',
      `Validation (${val}) and test (${test}) leave nothing for training.`,
    );
  }
  const selection = isEverything(asked) ? everything : asked;
  const samples = selectedSamples(db, selection);
  const held = testLab === undefined ? new Set<number>() : samplesOfLab(db, testLab);
  const drawn = drawSplit(
    samples.filter(({ id }) => !held.has(id)),
    { val, test, seed },
  );
  if (testLab !== undefined && drawn.size === 0)
    throw new StrandlineError(
      'not-enough-data',
      'All samples of this choice came from that lab, so there is nothing to train on.',
    );
  for (const { id } of samples) if (held.has(id)) drawn.set(id, 'test');
  const isWanted = { train: true, val: val > 0, test: test > 0 || testLab !== undefined };
  const wanted = new Set(sides.filter((side) => isWanted[side]));
  return store(db, { samples, drawn, seed, selection, wanted });
}

/**
 * Stores the split that folders of photos gave, as it was given: all samples of the lab that came on a side of one, so that
 * a photo that is added later joins the others. Nothing where the newest given split is the same.
 */
export function storeGivenSplit(db: WritableDb, step: Step): void {
  const given = givenSides(db);
  const samples = selectedSamples(db, everything).filter(({ id }) => given.has(id));
  const drawn = new Map(samples.map(({ id }) => [id, given.get(id) ?? 'train'] as const));
  if (samples.length === 0 || isNewestGiven(db, drawn)) return;
  const wanted = new Set(drawn.values());
  const { split, createdAt } = store(db, { samples, drawn, seed: givenSeed, selection: everything, wanted });
  // Born in the bin, as all that an import makes, so that an undo puts it back there.
  run(db, 'UPDATE splits SET deleted_at = @createdAt WHERE id = @split', { split, createdAt });
  step.set('splits', 'deletedAt', [split], null);
}

/** The seed of splits that nobody drew. */
const givenSeed = 0;

function isNewestGiven(db: ReadableDb, drawn: ReadonlyMap<number, Side>): boolean {
  const rows = all<{ id: number; side: Side }>(
    db,
    `SELECT sample_id AS id, side FROM split_samples WHERE split_id = (
       SELECT max(id) FROM splits WHERE seed = @givenSeed AND selection IS NULL AND deleted_at IS NULL)`,
    { givenSeed },
  );
  return rows.length === drawn.size && rows.every(({ id, side }) => drawn.get(id) === side);
}

/** The newest split as it was reported when it was drawn; counted anew where that cannot be read. */
export function latestSplit(db: ReadableDb): SplitResult | null {
  const row = first<SplitRow>(db, `${selectSplits} WHERE deleted_at IS NULL ORDER BY id DESC LIMIT 1`);
  return row === undefined ? null : reported(db, row);
}

/** A split as it was reported, whether or not it is in the bin. @throws StrandlineError `not-found`. */
export function foundSplit(db: ReadableDb, split: number): SplitResult {
  const row = first<SplitRow>(db, `${selectSplits} WHERE id = @split`, { split });
  if (row === undefined) throw new StrandlineError('not-found', `This lab has no split ${split}.`);
  return reported(db, row);
}

type SplitRow = Pick<SplitResult, 'split' | 'seed' | 'createdAt'> & { readonly report: string };
const selectSplits = 'SELECT id AS split, seed, created_at AS createdAt, report FROM splits';

function reported(db: ReadableDb, { report, ...facts }: SplitRow): SplitResult {
  return readStored(splitResultSchema, report) ?? countedAnew(db, facts);
}

function countedAnew(db: ReadableDb, facts: Pick<SplitResult, 'split' | 'seed' | 'createdAt'>): SplitResult {
  const selection = storedSelection(db, facts.split) ?? everything;
  const classes = countClasses(db, facts.split, selection);
  const warnings = ['Damaged: its report cannot be read. It was counted anew, without near-duplicates.'];
  return { ...facts, ...totals(classes), classes, selection, warnings, nearDuplicates: [] };
}

/** The newest split that was drawn from the whole lab. */
export function latestWholeSplit(db: ReadableDb): number | undefined {
  return first<{ id: number }>(
    db,
    'SELECT id FROM splits WHERE selection IS NULL AND deleted_at IS NULL ORDER BY id DESC LIMIT 1',
  )?.id;
}

/**
 * The newest split of the whole lab, or a new one where there is none: who names no split does not mean the part of the lab
 * that somebody chose last.
 *
 * @throws StrandlineError `not-enough-data`.
 */
export function usualSplit(db: WritableDb): number {
  return latestWholeSplit(db) ?? createSplit(db, splitOptionsSchema.parse({})).split;
}

/** What a split was drawn from. @throws StrandlineError `corrupt-file`. */
export function selectionOf(db: ReadableDb, split: number): Selection {
  const selection = storedSelection(db, split);
  if (selection !== undefined) return selection;
  throw new StrandlineError(
    'corrupt-file',
    `What split ${split} was drawn from cannot be read. Draw another one.`,
  );
}

/** The same; undefined where it cannot be read. */
export function storedSelection(db: ReadableDb, split: number): Selection | undefined {
  const row = first<{ selection: string | null }>(db, 'SELECT selection FROM splits WHERE id = @split', {
    split,
  });
  return readStored(selectionSchema, row?.selection ?? '{}');
}

interface Drawn {
  readonly samples: readonly SplitSample[];
  readonly drawn: ReadonlyMap<number, Side>;
  readonly seed: number;
  readonly selection: Selection;
  /** Sides that the split is meant to have. */
  readonly wanted: ReadonlySet<Side>;
}

function store(db: WritableDb, { samples, drawn, seed, selection, wanted }: Drawn): SplitResult {
  if (samples.length === 0) {
    throw new StrandlineError(
      'not-enough-data',
      selection === everything
        ? 'The lab has no labelled samples with photos: import some first.'
        : 'No labelled sample with photos is in this choice. Choose other surveys or classes, or a wider filter.',
    );
  }
  const nearDuplicates = findNearDuplicates(fingerprints(db)).filter(
    ({ a, b }) => drawn.has(a.sample) && drawn.has(b.sample) && drawn.get(a.sample) !== drawn.get(b.sample),
  );
  return inTransaction(db, () => {
    const createdAt = new Date().toISOString();
    const { id } = run(
      db,
      `INSERT INTO splits (seed, report, created_at, selection) VALUES (@seed, '{}', @createdAt, @selection)`,
      { seed, createdAt, selection: selection === everything ? null : JSON.stringify(selection) },
    );
    const insert = db.prepare('INSERT INTO split_samples (split_id, sample_id, side) VALUES (?, ?, ?)');
    for (const [sample, side] of drawn) insert.run(id, sample, side);
    const classes = countClasses(db, id, selection);
    const warnings = splitWarnings(
      classes.map(({ name, train, val, test }) => ({
        name,
        train: train.samples,
        val: val.samples,
        test: test.samples,
      })),
      wanted,
    );
    if (nearDuplicates.length > 0) warnings.push(duplicatesWarning(nearDuplicates.length));
    const report: SplitResult = {
      split: id,
      seed,
      ...totals(classes),
      classes,
      selection,
      createdAt,
      warnings,
      nearDuplicates: nearDuplicates.slice(0, listedPairs).map(({ a, b, distance }) => ({
        a: a.hash,
        b: b.hash,
        distance,
        of: [a, b].map(({ sample }) => ({ sample, side: drawn.get(sample) ?? 'train' })),
      })),
    };
    run(db, 'UPDATE splits SET report = @report WHERE id = @id', { id, report: JSON.stringify(report) });
    return report;
  });
}

function duplicatesWarning(pairs: number): string {
  const what = pairs === 1 ? '1 pair' : `${pairs} pairs`;
  const verb = pairs === 1 ? 'looks' : 'look';
  return `${what} of photos of different samples ${verb} the same but lie on different sides: are they one sample? Then the test is too easy.`;
}

function fingerprints(db: ReadableDb): FingerprintedPhoto[] {
  return all(
    db,
    'SELECT hash, sample_id AS sample, fingerprint FROM photos WHERE deleted_at IS NULL ORDER BY id',
  );
}

type SideCounts = Record<Side, { samples: number; photos: number }>;
type ClassOfSplit = SplitResult['classes'][number];

const noneOnAnySide = (): SideCounts => ({
  train: { samples: 0, photos: 0 },
  val: { samples: 0, photos: 0 },
  test: { samples: 0, photos: 0 },
});

/** By class as it counts, in order of the classes' ids. */
function countClasses(db: ReadableDb, split: number, selection: Selection): ClassOfSplit[] {
  const rows = all<ClassCount & { side: Side }>(
    db,
    `SELECT side, samples.class_id AS id, count(DISTINCT samples.id) AS samples, count(photos.id) AS photos
     FROM split_samples JOIN samples ON samples.id = split_samples.sample_id
     JOIN photos ON photos.sample_id = samples.id
     WHERE split_id = @split AND photos.deleted_at IS NULL GROUP BY side, samples.class_id`,
    { split },
  );
  const names = classNames(db);
  const counted = new Map<number, SideCounts>();
  for (const { id, side, samples, photos } of rows) {
    const as = countsAs(selection, id) ?? id;
    const counts = counted.get(as) ?? noneOnAnySide();
    counts[side].samples += samples;
    counts[side].photos += photos;
    counted.set(as, counts);
  }
  return [...counted]
    .sort(([a], [b]) => a - b)
    .map(([id, counts]) => ({ id, name: names.get(id) ?? String(id), ...counts }));
}

function totals(classes: readonly ClassOfSplit[]): SideCounts {
  const sum = noneOnAnySide();
  for (const one of classes) {
    for (const side of sides) {
      sum[side].samples += one[side].samples;
      sum[side].photos += one[side].photos;
    }
  }
  return sum;
}
