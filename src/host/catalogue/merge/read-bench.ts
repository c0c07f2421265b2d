import type { z } from 'zod';
import type { ModelOrigin } from '#shared/contract/topics/models.ts';
import type { Turns } from '#host/lib/in-turns.ts';
import { type ReadableDb, first } from '../database.ts';
import type { KnownOrigins } from './known-origins.ts';
import type { RowReader } from './row-reader.ts';
import {
  fingerprintRowSchema,
  modelRowSchema,
  sessionRowSchema,
  verdictRowSchema,
  warningRowSchema,
} from './stored-bench.ts';
import type { Thing } from './things.ts';

export interface Session
  extends Thing, Omit<z.output<typeof sessionRowSchema>, 'id' | 'lastAt' | 'stageBytes' | 'stageHead'> {
  /** One that is open there has ended with its last verdict. */
  readonly endedAt: string;
  readonly warnings: readonly z.output<typeof warningRowSchema>[];
  /** The picture of its stage, read when it is asked for; undefined where it has none that can be shown. */
  readonly stage: () => Uint8Array | undefined;
}

/** What a model said of a sample. */
export interface Verdict extends Thing, Omit<z.output<typeof verdictRowSchema>, 'id'> {}

/** A model that verdicts name. */
export interface Model extends Thing, Omit<z.output<typeof modelRowSchema>, 'id' | 'name' | 'origin'> {
  /** The lab that trained it, and the run there, as far as that is known. */
  readonly from: Pick<ModelOrigin, 'lab' | 'run'>;
}

/** What a photo is like, how it was taken, and the verdict that it was kept with. */
export type Fingerprint = z.output<typeof fingerprintRowSchema>;

/** What was done at a lab's bench. */
export interface Bench {
  readonly sessions: readonly Session[];
  readonly models: readonly Model[];
  /** In the order in which they were given. */
  readonly verdicts: readonly Verdict[];
  readonly fingerprints: readonly Fingerprint[];
}

export const noBench: Bench = { sessions: [], models: [], verdicts: [], fingerprints: [] };

const inUse = `samples.deleted_at IS NULL
  AND EXISTS (SELECT 1 FROM surveys WHERE surveys.id = samples.survey_id AND surveys.deleted_at IS NULL)`;

/** Verdicts on samples in use; not those of a keep that was taken back. What no sample was made of is on no thing of the lab. */
const told = `verdicts JOIN samples ON samples.id = verdicts.sample_id
  WHERE verdicts.deleted_at IS NULL AND ${inUse}
    AND (NOT EXISTS (SELECT 1 FROM photo_fingerprints WHERE verdict_id = verdicts.id)
      OR EXISTS (SELECT 1 FROM photo_fingerprints JOIN photos ON photos.id = photo_id
        WHERE verdict_id = verdicts.id AND photos.deleted_at IS NULL))`;

/** More is no picture of a stage. */
const largestStage = { bytes: 100_000_000, pixels: 100_000_000 };
const pngHead = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
/** In bytes, with what it says of its width and height. */
const headLength = pngHead.length + 8;

/** @param head the file's beginning, which says how many pixels it is unpacked to. */
function isStage(head: unknown, bytes: number): boolean {
  return (
    Buffer.isBuffer(head) &&
    head.length === headLength &&
    head.subarray(0, pngHead.length).equals(pngHead) &&
    bytes <= largestStage.bytes &&
    head.readUInt32BE(pngHead.length) * head.readUInt32BE(pngHead.length + 4) <= largestStage.pixels
  );
}

function stageOf(db: ReadableDb, session: number): Uint8Array | undefined {
  return first<{ photo: Uint8Array }>(db, 'SELECT photo FROM session_stages WHERE session_id = @session', {
    session,
  })?.photo;
}

/** Reads what was done at the bench of a lab that comes in. Nothing that stands in it is trusted. */
export function* readBench(
  db: ReadableDb,
  { uid, lab, known, rows }: { uid: string; lab: string; known: KnownOrigins; rows: RowReader },
): Turns<Bench> {
  const warnings = Map.groupBy(
    yield* rows.rows(
      warningRowSchema,
      `SELECT session_id AS session, statistic, side, at, value, low, high, fragments FROM session_warnings
       ORDER BY session_id, at, statistic`,
      ({ session }) => `A warning of session ${String(session)}`,
    ),
    ({ session }) => session,
  );
  const sessions = (yield* rows.rows(
    sessionRowSchema,
    `SELECT id, person, started_at AS startedAt, ended_at AS endedAt, camera, stage_kind AS stageKind,
         stage_statistics AS stageStatistics, stage_region AS stageRegion,
         (SELECT max(created_at) FROM verdicts WHERE session_id = sessions.id AND verdicts.deleted_at IS NULL) AS lastAt,
         length(photo) AS stageBytes, substr(photo, 1, ${headLength}) AS stageHead
       FROM sessions LEFT JOIN session_stages ON session_id = sessions.id WHERE deleted_at IS NULL ORDER BY id`,
    ({ id, person }) => `Session ${String(id)} of ${String(person)}`,
  )).map(({ lastAt, stageBytes, stageHead, ...row }): Session => {
    const endedAt = row.endedAt ?? lastAt ?? row.startedAt;
    const hasStage = isStage(stageHead, stageBytes ?? 0);
    if (stageHead !== null && !hasStage)
      rows.leftOut.push({
        what: `Session ${row.id} of ${row.person}, the picture of its stage`,
        reason: 'it is no PNG of a size that a camera gives',
      });
    return {
      ...{ ...row, endedAt, name: `Session ${row.id} of ${row.person}`, isBinned: false },
      facts: { endedAt },
      origins: known.of('sessions', row.id, `${uid}/${row.id}/${row.startedAt}`),
      warnings: warnings.get(row.id) ?? [],
      stage: () => (hasStage ? stageOf(db, row.id) : undefined),
    };
  });
  const verdicts = (yield* rows.rows(
    verdictRowSchema,
    `SELECT verdicts.id, model_id AS model, sample_id AS sample, session_id AS session, verdict, class_name AS className,
         classes.name AS classNow, confidence, sureness, probabilities, files, verdicts.created_at AS createdAt
       FROM (SELECT verdicts.* FROM ${told}) AS verdicts LEFT JOIN classes ON classes.id = class_id
       ORDER BY verdicts.created_at, verdicts.id`,
    ({ id }) => `Verdict ${String(id)}`,
  )).map((row): Verdict => ({
    ...{ ...row, name: `Verdict ${row.id}`, isBinned: false, facts: {} },
    origins: known.of('verdicts', row.id, `${uid}/${row.id}/${row.createdAt}`),
  }));
  const models = (yield* rows.rows(
    modelRowSchema,
    `SELECT models.id, models.name, file, models.classes, test, notes, origin, run_id AS run, started_at AS runStartedAt,
         retired_at IS NOT NULL AS isRetired, models.created_at AS createdAt
       FROM models LEFT JOIN runs ON runs.id = run_id
       WHERE models.id IN (SELECT model_id FROM ${told}) ORDER BY models.id`,
    ({ name }) => `The model ${String(name)}`,
  )).map(({ origin, ...row }): Model => {
    const run =
      row.run === null || row.runStartedAt === null ? null : { id: row.run, startedAt: row.runStartedAt };
    return {
      ...{ ...row, isBinned: false, facts: {} },
      from: origin === null ? { lab: { id: uid, name: lab }, run } : { lab: origin.lab, run: origin.run },
      origins: known.of('models', row.id, `${uid}/${row.id}/${row.createdAt}`),
    };
  });
  const fingerprints = yield* rows.rows(
    fingerprintRowSchema,
    `SELECT photo_id AS photo, hash, statistics, camera, verdict_id AS verdict
     FROM photo_fingerprints JOIN photos ON photos.id = photo_id JOIN samples ON samples.id = photos.sample_id
     WHERE photos.deleted_at IS NULL AND ${inUse} ORDER BY photo_id`,
    ({ photo }) => `What is known of how photo ${String(photo)} was taken`,
  );
  return { sessions, models, verdicts, fingerprints };
}
