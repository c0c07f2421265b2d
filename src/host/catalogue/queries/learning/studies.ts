import { StrandlineError } from '#shared/errors.ts';
import type { TrainingResult } from '#shared/learning/plan.ts';
import type { RunState } from '#shared/learning/run-state.ts';
import {
  type MeasuredPoint,
  type StudyRequest,
  measuredPointSchema,
  studyRequestSchema,
} from '#shared/studies/study.ts';
import { type ReadableDb, type WritableDb, all, first, inTransaction, run } from '../../database.ts';
import { damagedRow, readStored } from '../../stored-row.ts';
import { type NewRun, endRun, insertRun } from './runs.ts';

/** A study as it is stored; what its points say together is worked out when it is read. */
export interface StoredStudy {
  readonly id: number;
  readonly name: string;
  readonly state: RunState;
  /** Null where it cannot be read. */
  readonly request: StudyRequest | null;
  readonly split: number;
  readonly runs: number;
  readonly createdAt: string;
}

interface NewStudy extends Omit<StoredStudy, 'id' | 'state'> {
  readonly request: StudyRequest;
}

export function insertStudy(db: WritableDb, { request, ...rest }: NewStudy): number {
  return run(
    db,
    `INSERT INTO studies (name, state, request, split_id, runs, created_at)
     VALUES (@name, 'queued', @request, @split, @runs, @createdAt)`,
    { ...rest, request: JSON.stringify(request) },
  ).id;
}

export function setStudyState(db: WritableDb, id: number, state: RunState): void {
  run(db, 'UPDATE studies SET state = @state WHERE id = @id', { id, state });
}

const selectStudies =
  'SELECT id, name, state, request, split_id AS split, runs, created_at AS createdAt FROM studies';

/** All studies, newest first. */
export function listStudies(db: ReadableDb): StoredStudy[] {
  return all<StudyRow>(db, `${selectStudies} ORDER BY id DESC`).map(toStudy);
}

/** @throws StrandlineError `not-found`. */
export function getStudy(db: ReadableDb, id: number): StoredStudy {
  const row = first<StudyRow>(db, `${selectStudies} WHERE id = @id`, { id });
  if (row === undefined) throw new StrandlineError('not-found', `There is no study ${id} in this lab.`);
  return toStudy(row);
}

/** A study of which it is known what was asked for. */
export type WholeStudy = StoredStudy & { readonly request: StudyRequest };

/** A study that can be gone on with. @throws StrandlineError `not-found`, `corrupt-file`. */
export function wholeStudy(db: ReadableDb, id: number): WholeStudy {
  const study = getStudy(db, id);
  const { request } = study;
  if (request === null) throw damagedRow(`Study ${id} (${study.name})`, 'What was asked for cannot be read.');
  return { ...study, request };
}

type StudyRow = Omit<StoredStudy, 'request'> & { request: string };

function toStudy({ request, ...rest }: StudyRow): StoredStudy {
  return { ...rest, request: readStored(studyRequestSchema, request) ?? null };
}

/** The run at a place of a study's plan: the one that was begun before, or a new one. */
export function runAtPlace(db: WritableDb, study: number, place: number, fresh: NewRun): number {
  return inTransaction(db, () => {
    const begun = first<{ run: number }>(
      db,
      'SELECT run_id AS run FROM study_runs WHERE study_id = @study AND place = @place',
      { study, place },
    );
    if (begun !== undefined) return begun.run;
    const id = insertRun(db, fresh);
    run(db, 'INSERT INTO study_runs (study_id, place, run_id) VALUES (@study, @place, @id)', {
      study,
      place,
      id,
    });
    return id;
  });
}

interface EndedPoint {
  readonly study: number;
  readonly place: number;
  readonly point: MeasuredPoint;
  readonly result: TrainingResult;
  readonly endedAt: string;
}

/** Ends a run of a study as done together with its point: both are there, or neither. */
export function savePoint(db: WritableDb, { study, place, point, result, endedAt }: EndedPoint): void {
  inTransaction(db, () => {
    endRun(db, point.run, { state: 'done', endedAt, result });
    run(db, 'UPDATE study_runs SET point = @point WHERE study_id = @study AND place = @place', {
      study,
      place,
      point: JSON.stringify(point),
    });
  });
}

/** The points of a study that have ended, by their place in its plan; null where one cannot be read. */
export function pointsOf(db: ReadableDb, study: number): Map<number, MeasuredPoint | null> {
  const rows = all<{ place: number; point: string }>(
    db,
    'SELECT place, point FROM study_runs WHERE study_id = @study AND point IS NOT NULL ORDER BY place',
    { study },
  );
  return new Map(rows.map(({ place, point }) => [place, readStored(measuredPointSchema, point) ?? null]));
}

/** The study that a run belongs to. */
export function studyOfRun(db: ReadableDb, id: number): number | undefined {
  return first<{ study: number }>(db, 'SELECT study_id AS study FROM study_runs WHERE run_id = @id', { id })
    ?.study;
}

/** Studies that were going on when the lab's last process ended. Those whose job waits go on waiting. */
export function interruptStaleStudies(db: WritableDb): void {
  run(
    db,
    `UPDATE studies SET state = 'interrupted'
     WHERE state = 'running' OR (state = 'queued' AND NOT EXISTS (
       SELECT 1 FROM jobs WHERE kind = 'study' AND jobs.state = 'queued' AND iif(json_valid(args), args ->> 'study', NULL) = studies.id))`,
    {},
  );
}
