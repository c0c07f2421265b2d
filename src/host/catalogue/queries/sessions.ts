import { z } from 'zod';
import { type CameraSettings, cameraSettingsSchema } from '#shared/camera/camera.ts';
import { type Region, regionSchema } from '#shared/camera/region.ts';
import type { Drift } from '#shared/camera/drift.ts';
import { type PhotoStatistics, statisticsSchema } from '#shared/camera/statistics.ts';
import { StrandlineError } from '#shared/errors.ts';
import {
  type BenchSession,
  type KeptRow,
  type SessionReport,
  type StageKind,
  agreementOf,
} from '#shared/domain/session.ts';
import { type ReadableDb, type WritableDb, all, first, inTransaction, run } from '../database.ts';
import { StoredRow } from '../stored-row.ts';
import { outcomeOfVerdict } from './verdicts.ts';

interface Row extends Pick<BenchSession, 'id' | 'person' | 'startedAt' | 'endedAt' | 'kept'> {
  readonly camera: string | null;
  readonly stageKind: StageKind | null;
  readonly stageStatistics: string | null;
}

/**
 * A keep that was taken back leaves its verdict, whose photos are all in the bin. One that another lab brought may have none: they
 * are here as photos of another verdict.
 */
const isKept = `verdicts.deleted_at IS NULL AND (
    EXISTS (
      SELECT 1 FROM photo_fingerprints JOIN photos ON photos.id = photo_fingerprints.photo_id
      WHERE photo_fingerprints.verdict_id = verdicts.id AND photos.deleted_at IS NULL)
    OR NOT EXISTS (SELECT 1 FROM photo_fingerprints WHERE photo_fingerprints.verdict_id = verdicts.id)
      AND EXISTS (SELECT 1 FROM samples WHERE samples.id = verdicts.sample_id AND samples.deleted_at IS NULL))`;

const select = `SELECT id, person, started_at AS startedAt, ended_at AS endedAt, camera, stage_kind AS stageKind,
    stage_statistics AS stageStatistics,
    (SELECT count(*) FROM verdicts WHERE verdicts.session_id = sessions.id AND ${isKept}) AS kept
  FROM sessions WHERE deleted_at IS NULL`;

/** All sessions, also those that other labs brought, newest first. */
export function listSessions(db: ReadableDb): BenchSession[] {
  return all<Row>(db, `${select} ORDER BY started_at DESC, id DESC`).map(toSession);
}

/** The session that was begun here and not ended. */
export function openSession(db: ReadableDb): BenchSession | undefined {
  const row = first<Row>(db, `${select} AND held_in IS NULL AND ended_at IS NULL ORDER BY id DESC LIMIT 1`);
  return row && toSession(row);
}

/** @throws StrandlineError `not-found`. */
export function foundSession(db: ReadableDb, session: number): BenchSession {
  const row = first<Row>(db, `${select} AND id = @session`, { session });
  if (row === undefined)
    throw new StrandlineError('not-found', `This lab has no session ${session}.`, { session });
  return toSession(row);
}

interface NewSession {
  readonly person: string;
  /** ISO time. */
  readonly at: string;
  readonly camera: CameraSettings | null;
  readonly stage: {
    readonly kind: StageKind;
    /** PNG, as it was looked at. */
    readonly photo: Uint8Array;
    readonly statistics: PhotoStatistics;
    /** What is predicted of the picture. */
    readonly region: Region;
  };
}

/** Begins a session with the picture of its stage. @returns its id. @throws StrandlineError `conflict` while one is open. */
export function insertSession(db: WritableDb, { person, at, camera, stage }: NewSession): number {
  return inTransaction(db, () => {
    const open = openSession(db);
    if (open !== undefined)
      throw new StrandlineError(
        'conflict',
        `Session ${open.id} of ${open.person} is open. End it, or go on with it.`,
        { session: open.id },
      );
    const { id } = run(
      db,
      `INSERT INTO sessions (person, started_at, camera, stage_kind, stage_statistics, stage_region)
       VALUES (@person, @at, @camera, @kind, @statistics, @region)`,
      {
        person,
        at,
        camera: camera === null ? null : JSON.stringify(camera),
        kind: stage.kind,
        statistics: JSON.stringify(stage.statistics),
        region: JSON.stringify(stage.region),
      },
    );
    run(db, 'INSERT INTO session_stages (session_id, photo) VALUES (@id, @photo)', {
      id,
      photo: stage.photo,
    });
    return id;
  });
}

/** Ends a session; one that has ended stays as it was. */
export function endSession(db: WritableDb, session: number, at: string): void {
  run(db, 'UPDATE sessions SET ended_at = @at WHERE id = @session AND ended_at IS NULL', { session, at });
}

/** Writes down a drift of the picture, the first time of each kind. */
export function insertWarning(
  db: WritableDb,
  session: number,
  { statistic, side, value, low, high, fragments }: Drift,
  at: string,
): void {
  run(
    db,
    `INSERT INTO session_warnings (session_id, statistic, side, at, value, low, high, fragments)
     VALUES (@session, @statistic, @side, @at, @value, @low, @high, @fragments) ON CONFLICT DO NOTHING`,
    { session, statistic, side, value, low, high, fragments, at },
  );
}

interface SeenStage {
  readonly session: number;
  readonly photo: Uint8Array;
  readonly statistics: PhotoStatistics;
  readonly camera: CameraSettings | null;
  /** What was predicted of the picture; null where nobody wrote it down. */
  readonly region: Region | null;
}

/**
 * The picture of the stage that the newest session of this kind began with: PNG, mirrored and turned as frames are. Another lab's
 * microscope has another stage: only sessions of one lab count.
 *
 * @param before a session: only those before it count. @param beside a session of the lab that is meant; default: this lab.
 * @returns undefined where no session began with one, or where it cannot be read what it was like.
 */
export function newestStage(
  db: ReadableDb,
  kind: StageKind,
  { before, beside }: { before?: number; beside?: number } = {},
): SeenStage | undefined {
  const row = first<
    Pick<SeenStage, 'session' | 'photo'> & {
      statistics: string;
      camera: string | null;
      region: string | null;
    }
  >(
    db,
    `SELECT sessions.id AS session, photo, stage_statistics AS statistics, camera, stage_region AS region
     FROM sessions JOIN session_stages ON session_stages.session_id = sessions.id
     WHERE stage_kind = @kind AND deleted_at IS NULL AND (@before IS NULL OR sessions.id < @before)
       AND held_in IS (SELECT held_in FROM sessions WHERE id = @beside)
     ORDER BY sessions.id DESC LIMIT 1`,
    { kind, before: before ?? null, beside: beside ?? null },
  );
  if (row === undefined) return undefined;
  const stored = new StoredRow();
  const statistics = stored.read(statisticsSchema, row.statistics, 'stage');
  if (statistics === undefined) return undefined;
  return {
    ...row,
    statistics,
    camera: stored.readIfAny(cameraSettingsSchema, row.camera, 'camera settings'),
    region: stored.readIfAny(regionSchema, row.region, 'region'),
  };
}

/** The picture of the stage that this session began with. */
export function stageOf(db: ReadableDb, session: number): Uint8Array | undefined {
  return first<{ photo: Uint8Array }>(db, 'SELECT photo FROM session_stages WHERE session_id = @session', {
    session,
  })?.photo;
}

/** The class of a verdict as it is called now, as the sample's is: a class that was renamed since is still the same one. */
const classNow = 'coalesce(said.name, verdicts.class_name)';

const hashes = z.array(z.string());

/** All that is written down of a session. @throws StrandlineError `not-found`. */
export function sessionRecord(db: ReadableDb, session: number): Omit<SessionReport, 'stageOccupied'> {
  const rows = all<Omit<KeptRow, 'photos'> & { photos: string }>(
    db,
    `SELECT samples.id AS sample, samples.number, surveys.name AS survey, verdicts.created_at AS at, models.name AS model,
       ${outcomeOfVerdict} AS outcome, ${classNow} AS class, verdicts.confidence, classes.name AS human,
       (SELECT json_group_array(hash) FROM (
          SELECT photos.hash FROM photo_fingerprints JOIN photos ON photos.id = photo_fingerprints.photo_id
          WHERE photo_fingerprints.verdict_id = verdicts.id AND photos.deleted_at IS NULL ORDER BY photos.angle)) AS photos
     FROM verdicts JOIN samples ON samples.id = verdicts.sample_id JOIN surveys ON surveys.id = samples.survey_id
     JOIN models ON models.id = verdicts.model_id LEFT JOIN classes ON classes.id = samples.class_id
     LEFT JOIN classes AS said ON said.id = verdicts.class_id
     WHERE verdicts.session_id = @session AND ${isKept} ORDER BY verdicts.id`,
    { session },
  ).map((row) => ({ ...row, photos: hashes.parse(JSON.parse(row.photos)) }));
  const warnings = all<SessionReport['warnings'][number]>(
    db,
    `SELECT statistic, side, at, value, low, high, fragments FROM session_warnings
     WHERE session_id = @session ORDER BY at, statistic`,
    { session },
  );
  return { session: foundSession(db, session), rows, agreement: agreementOf(rows), warnings };
}

function toSession({ camera, stageKind, stageStatistics, ...row }: Row): BenchSession {
  const stored = new StoredRow();
  const statistics = stored.readIfAny(statisticsSchema, stageStatistics, 'stage');
  return {
    ...row,
    camera: stored.readIfAny(cameraSettingsSchema, camera, 'camera settings'),
    stage: stageKind === null || statistics === null ? null : { kind: stageKind, statistics },
    damaged: stored.damaged,
  };
}
