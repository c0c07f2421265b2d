import { z } from 'zod';
import { type WireError, wireErrorSchema } from '#shared/errors.ts';
import type { Job, JobState } from '#shared/jobs/job.ts';
import {
  type JobKind,
  type TrainingKind,
  allJobKinds,
  isTraining,
  jobKinds,
  trainingKinds,
} from '#shared/jobs/kinds.ts';
import { type Progress, progressSchema } from '#shared/progress.ts';
import type { RunnerName } from '#shared/slurm/settings.ts';
import { type ReadableDb, type WritableDb, all, first, run } from '../database.ts';
import { StoredRow, readStored } from '../stored-row.ts';

interface Row {
  id: number;
  kind: JobKind;
  title: string;
  state: JobState;
  progress: string | null;
  result: string | null;
  error: string | null;
  createdAt: string;
  endedAt: string | null;
  superseded: 0 | 1;
}

// What was taken up again is the newer job's affair.
const columns = `id, kind, title, state, progress, result, error, created_at AS createdAt, ended_at AS endedAt,
  EXISTS (SELECT 1 FROM jobs AS newer WHERE newer.id > jobs.id AND newer.kind = jobs.kind AND newer.args = jobs.args)
    AS superseded`;
/** The list shows what is going on and what was lately; older jobs stay in the table. */
const listed = 50;

/** A job as it is filed. */
export interface NewJob {
  readonly kind: JobKind;
  readonly title: string;
  readonly args: unknown;
  readonly createdAt: string;
  /** ISO time before which it shall not begin. */
  readonly notBefore?: string | null;
  /** How long it is expected to take; null where nobody knows. */
  readonly seconds?: number | null;
}

export interface JobChange {
  readonly state?: JobState;
  readonly progress?: Progress;
  readonly result?: unknown;
  readonly error?: WireError;
  readonly endedAt?: string;
  /** Its place among the jobs that wait; it outlives the process. */
  readonly place?: number;
  /** Whether it stopped because the lab was closed, rather than because somebody wanted it to. */
  readonly brokenOff?: boolean;
}

export function insertJob(db: WritableDb, job: NewJob): Job {
  const { id } = run(
    db,
    `INSERT INTO jobs (kind, title, state, args, created_at, not_before, expected_seconds)
     VALUES (@kind, @title, 'queued', @args, @createdAt, @notBefore, @seconds)`,
    { notBefore: null, seconds: null, ...job, args: JSON.stringify(job.args) },
  );
  return existing(db, id);
}

export function updateJob(db: WritableDb, id: number, change: JobChange): Job {
  run(
    db,
    `UPDATE jobs SET state = coalesce(@state, state), progress = coalesce(@progress, progress),
       result = coalesce(@result, result), error = coalesce(@error, error), ended_at = coalesce(@endedAt, ended_at),
       place = coalesce(@place, place), broken_off = coalesce(@brokenOff, broken_off)
     WHERE id = @id`,
    {
      id,
      state: change.state ?? null,
      progress: json(change.progress),
      result: json(change.result),
      error: json(change.error),
      endedAt: change.endedAt ?? null,
      place: change.place ?? null,
      brokenOff: change.brokenOff === undefined ? null : Number(change.brokenOff),
    },
  );
  return existing(db, id);
}

export function getJob(db: ReadableDb, id: number): Job | undefined {
  const row = first<Row>(db, `SELECT ${columns} FROM jobs WHERE id = @id`, { id });
  return row && toJob(row);
}

/** Of a kind that this version does not know nothing can be said. */
const known = allJobKinds.map((kind) => `'${kind}'`).join(', ');

/** The newest jobs, newest first. */
export function listJobs(db: ReadableDb): Job[] {
  return all<Row>(db, `SELECT ${columns} FROM jobs WHERE kind IN (${known}) ORDER BY id DESC LIMIT @listed`, {
    listed,
  }).map(toJob);
}

/** The arguments with which the job was started; undefined where they cannot be read. */
export function jobArgs(db: ReadableDb, id: number): unknown {
  const row = first<{ args: string }>(db, 'SELECT args FROM jobs WHERE id = @id', { id });
  return row === undefined ? undefined : readStored(z.unknown(), row.args);
}

/** What the queue knows of a training job beside the job itself. */
export interface QueuedRow {
  readonly id: number;
  readonly kind: TrainingKind;
  /** Undefined where they cannot be read. */
  readonly args: unknown;
  readonly notBefore: string | null;
  readonly seconds: number | null;
}

type StoredArgs = QueuedRow & { readonly args: string };

function toQueued(row: StoredArgs): QueuedRow {
  return { ...row, args: readStored(z.unknown(), row.args) };
}

const training = trainingKinds.map((kind) => `'${kind}'`).join(', ');
const selectTraining = `SELECT id, kind, args, not_before AS notBefore, expected_seconds AS seconds FROM jobs WHERE kind IN (${training})`;
/** What trains on a cluster waits there, and keeps nothing from being trained here. */
const on = `iif(json_valid(args), args ->> 'on', NULL)`;
const selectQueued = `${selectTraining} AND ${on} IS NULL`;

/** Training jobs that wait, in the order in which they will begin. */
export function waitingJobs(db: ReadableDb): QueuedRow[] {
  return all<StoredArgs>(db, `${selectQueued} AND state = 'queued' ORDER BY place, id`).map(toQueued);
}

/** One training job, in whatever state. */
export function trainingJob(db: ReadableDb, id: number): QueuedRow | undefined {
  const row = first<StoredArgs>(db, `${selectQueued} AND id = @id`, { id });
  return row && toQueued(row);
}

/** The training job that is going on, or stopping. */
export function runningTrainingJob(db: ReadableDb): QueuedRow | undefined {
  const row = first<StoredArgs>(db, `${selectQueued} AND state IN ('running', 'cancelling')`);
  return row && toQueued(row);
}

/** Trainings on a cluster that the end of a process left, and nobody has taken up since. */
export function jobsOnSlurm(db: ReadableDb): QueuedRow[] {
  return all<StoredArgs>(
    db,
    `${selectTraining} AND ${on} = 'slurm' AND (state = 'queued' OR (state = 'interrupted' AND broken_off = 1))
       AND NOT EXISTS (SELECT 1 FROM jobs AS newer WHERE newer.id > jobs.id AND newer.kind = jobs.kind AND newer.args = jobs.args)
     ORDER BY id`,
  ).map(toQueued);
}

/** Where a run or a study was trained last; `local` where no job of it is known. */
export function lastRunnerOf(db: ReadableDb, of: { run: number } | { study: number }): RunnerName {
  const asked =
    'run' in of ? { kind: 'train', key: 'run', id: of.run } : { kind: 'study', key: 'study', id: of.study };
  const job = first<{ place: string | null }>(
    db,
    `SELECT ${on} AS place FROM jobs
     WHERE kind = @kind AND iif(json_valid(args), args ->> @key, NULL) = @id ORDER BY id DESC LIMIT 1`,
    asked,
  );
  return job?.place === 'slurm' ? 'slurm' : 'local';
}

/** Trainings that are on a cluster now. */
export function trainingsOnCluster(db: ReadableDb): QueuedRow[] {
  return all<StoredArgs>(
    db,
    `${selectTraining} AND ${on} = 'slurm' AND state IN ('queued', 'running', 'cancelling') ORDER BY id`,
  ).map(toQueued);
}

/** Makes a job that was broken off one that waits. */
export function waitAgain(db: WritableDb, id: number): void {
  run(db, `UPDATE jobs SET state = 'queued', broken_off = 0, ended_at = NULL WHERE id = @id`, { id });
}

/** Training jobs that the end of a process broke off and nobody has taken up since, oldest first. */
export function brokenOffJobs(db: ReadableDb): number[] {
  return all<Row>(
    db,
    `SELECT ${columns} FROM jobs WHERE state = 'interrupted' AND broken_off = 1 ORDER BY id`,
  )
    .filter(({ superseded, kind }) => superseded === 0 && isTraining(kind))
    .map(({ id }) => id);
}

/** Jobs that were going on when the lab's last process ended. Training jobs that waited go on waiting. */
export function interruptStaleJobs(db: WritableDb, endedAt: string): number {
  return run(
    db,
    `UPDATE jobs SET state = 'interrupted', ended_at = @endedAt, broken_off = state = 'running'
     WHERE state IN ('running', 'cancelling') OR (state = 'queued' AND kind NOT IN (${training}))`,
    { endedAt },
  ).changes;
}

function existing(db: ReadableDb, id: number): Job {
  const job = getJob(db, id);
  if (job === undefined) throw new Error(`there is no job ${id}`);
  return job;
}

function toJob({ superseded, progress, result, error, ...row }: Row): Job {
  const stopped = row.state === 'interrupted' || row.state === 'cancelled' || row.state === 'failed';
  const kind = jobKinds[row.kind];
  const stored = new StoredRow();
  return {
    ...row,
    progress: stored.readIfAny(progressSchema, progress, 'progress'),
    // What an older version answered in another form is whole, and no result to this one.
    result: kind.result.safeParse(stored.readIfAny(z.unknown(), result, 'result')).data ?? null,
    error: stored.readIfAny(wireErrorSchema, error, 'reason for failing'),
    resumable: stopped && kind.resumable && superseded === 0,
    damaged: stored.damaged,
  } as Job;
}

function json(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
