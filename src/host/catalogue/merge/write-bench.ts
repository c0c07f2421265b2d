import { mendedName } from '#shared/domain/names.ts';
import type { Turns } from '#host/lib/in-turns.ts';
import { type WritableDb, first, run } from '../database.ts';
import type { FoundModel } from './copy-models.ts';
import { markedName, uidOf } from './mark.ts';
import { modelFileOf } from './packed-format.ts';
import type { PlacedBench, PlacedModel } from './place-bench.ts';
import type { Placed } from './place-things.ts';
import type { Fingerprint, Session, Verdict } from './read-bench.ts';
import type { RowWriter } from './row-writer.ts';

/** Rows of this lab by those of the other. */
interface BenchRows {
  readonly samples: ReadonlyMap<number, number>;
  /** Photos that came with this merge. */
  readonly photos: ReadonlyMap<number, number>;
  /** Classes of the other lab, and what its names are called here. */
  readonly classes: ReadonlyMap<number, number>;
  readonly classNames: ReadonlyMap<string, string>;
}

/**
 * Writes sessions, the models that verdicts name, verdicts, and what photos are like.
 *
 * @param found what the files of models that come say of themselves, by SHA-256.
 */
export function* writeBench(
  to: RowWriter,
  { sessions, models, verdicts }: PlacedBench,
  {
    rows,
    fingerprints,
    found,
  }: {
    rows: BenchRows;
    fingerprints: readonly Fingerprint[];
    found: ReadonlyMap<string, FoundModel>;
  },
): Turns<undefined> {
  const sessionRows = new Map(sessions.map((placed) => [placed.theirs.id, writeSession(to, placed)]));
  const modelRows = writeModels(to, models, { rows, found });
  const verdictRows = new Map<number, number>();
  const isNew = new Set<number>();
  for (const placed of verdicts) {
    const { theirs, fate } = placed;
    const model = modelRows.get(theirs.model);
    const sample = rows.samples.get(theirs.sample);
    if (model === undefined || sample === undefined) continue;
    const session = theirs.session === null ? null : (sessionRows.get(theirs.session) ?? null);
    const name = theirs.classNow === null ? undefined : rows.classNames.get(theirs.classNow);
    const classId = name === undefined ? null : to.classNamed(name);
    verdictRows.set(
      theirs.id,
      to.place('verdicts', placed, () => ({
        ...verdictColumns(theirs),
        ...{ model_id: model, sample_id: sample, session_id: session, class_id: classId },
      })),
    );
    if (fate !== 'there') isNew.add(theirs.id);
    yield;
  }
  for (const fingerprint of fingerprints) {
    const verdict = fingerprint.verdict === null ? null : (verdictRows.get(fingerprint.verdict) ?? null);
    const photo = rows.photos.get(fingerprint.photo);
    if (photo !== undefined) writeFingerprint(to.db, photo, { ...fingerprint, verdict });
    // A photo that is here already is of the verdict that came, where it is of none yet.
    else if (verdict !== null && isNew.has(fingerprint.verdict ?? 0))
      linkFingerprint(to.db, { ...fingerprint, verdict });
    yield;
  }
  return undefined;
}

function writeSession(to: RowWriter, placed: Placed<Session>): number {
  const { theirs, fate, set } = placed;
  const row = to.place('sessions', placed, () => ({
    ...{ person: theirs.person, started_at: theirs.startedAt, ended_at: theirs.endedAt },
    ...{ camera: theirs.camera, stage_kind: theirs.stageKind },
    ...{ stage_statistics: theirs.stageStatistics, stage_region: theirs.stageRegion },
    held_in: uidOf(theirs.origins[0]),
  }));
  const photo = fate === 'new' ? theirs.stage() : undefined;
  if (photo !== undefined)
    run(to.db, 'INSERT INTO session_stages (session_id, photo) VALUES (@row, @photo)', { row, photo });
  if (fate === 'new' || 'endedAt' in set)
    for (const warning of theirs.warnings)
      run(
        to.db,
        `INSERT INTO session_warnings (session_id, statistic, side, at, value, low, high, fragments)
         VALUES (@row, @statistic, @side, @at, @value, @low, @high, @fragments) ON CONFLICT DO NOTHING`,
        { ...warning, row },
      );
  return row;
}

/** @returns rows of models by those of the other lab, which may have one file twice. */
function writeModels(
  to: RowWriter,
  models: readonly PlacedModel[],
  { rows, found }: { rows: BenchRows; found: ReadonlyMap<string, FoundModel> },
): ReadonlyMap<number, number> {
  const byHash = new Map<string, number>();
  const written = new Map<number, number>();
  for (const placed of models) {
    const { theirs, digest } = placed;
    const hash = digest?.sha256 ?? '';
    const twin = byHash.get(hash);
    if (twin !== undefined) {
      written.set(theirs.id, twin);
      continue;
    }
    const row = to.place('models', placed, () => (digest === undefined ? {} : modelColumns()));
    if (digest !== undefined) byHash.set(hash, row);
    written.set(theirs.id, row);

    function modelColumns(): Parameters<RowWriter['put']>[2] {
      const model = found.get(hash);
      if (model === undefined) throw new RangeError(`the file of ${theirs.name} was not read`);
      return {
        ...{ name: placed.name, file: modelFileOf(hash), created_at: theirs.createdAt, notes: theirs.notes },
        classes: JSON.stringify(classesHere(to, placed, rows)),
        test: model.test === null ? null : JSON.stringify(model.test),
        origin: JSON.stringify({ ...theirs.from, classes: model.classes }),
        retired_at: theirs.isRetired === 1 ? to.at : null,
        // It came with what it had said, and waits for no decision.
        declined_at: to.at,
      };
    }
  }
  return written;
}

/** This lab's class of each output; two outputs are never one class. */
function classesHere(
  to: RowWriter,
  { theirs: { classes, origins } }: PlacedModel,
  rows: BenchRows,
): { id: number; name: string }[] {
  const taken = new Set<number>();
  return classes.map(({ id, name }, index) => {
    const plain = mendedName(name, 'class') ?? `class ${index + 1}`;
    const isFree = (one: string): boolean => !taken.has(to.classNamed(one));
    const mapped = rows.classes.get(id);
    const own = (): string =>
      isFree(plain) ? plain : markedName(plain, { uid: uidOf(origins[0]), kind: 'class', isFree });
    const here = mapped === undefined || taken.has(mapped) ? to.classNamed(own()) : mapped;
    taken.add(here);
    return { id: here, name };
  });
}

function verdictColumns(verdict: Verdict): Parameters<RowWriter['put']>[2] {
  return {
    ...{ verdict: verdict.verdict, class_name: verdict.className, confidence: verdict.confidence },
    ...{ sureness: verdict.sureness, probabilities: verdict.probabilities, files: verdict.files },
    created_at: verdict.createdAt,
  };
}

function writeFingerprint(db: WritableDb, photo: number, { statistics, camera, verdict }: Fingerprint): void {
  run(
    db,
    `INSERT INTO photo_fingerprints (photo_id, statistics, camera, verdict_id)
     VALUES (@photo, @statistics, @camera, @verdict)
     ON CONFLICT (photo_id) DO UPDATE SET statistics = excluded.statistics, camera = excluded.camera, verdict_id = excluded.verdict_id`,
    { photo, statistics, camera, verdict },
  );
}

/** One of a verdict that was taken back is of none. */
function linkFingerprint(db: WritableDb, { hash, statistics, camera, verdict }: Fingerprint): void {
  const photo = first<{ id: number }>(db, 'SELECT id FROM photos WHERE hash = @hash', { hash })?.id;
  if (photo === undefined) return;
  run(
    db,
    `INSERT INTO photo_fingerprints (photo_id, statistics, camera, verdict_id)
     VALUES (@photo, @statistics, @camera, @verdict)
     ON CONFLICT (photo_id) DO UPDATE SET verdict_id = excluded.verdict_id
       WHERE verdict_id IS NULL OR EXISTS (SELECT 1 FROM verdicts WHERE id = verdict_id AND deleted_at IS NOT NULL)`,
    { photo, statistics, camera, verdict },
  );
}
