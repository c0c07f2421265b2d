import type { WireError } from '#shared/errors.ts';
import type { Job, JobKind, JobState } from '#shared/jobs.ts';
import type { Progress } from '#shared/progress.ts';
import { type ReadableDb, type WritableDb, all, first, run } from '../database.ts';

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
}

const columns =
  'id, kind, title, state, progress, result, error, created_at AS createdAt, ended_at AS endedAt';
/** The list shows what is going on and what was lately; older jobs stay in the table. */
const listed = 50;

export function insertJob(
  db: WritableDb,
  job: { kind: JobKind; title: string; args: unknown; createdAt: string },
): Job {
  const { id } = run(
    db,
    `INSERT INTO jobs (kind, title, state, args, created_at) VALUES (@kind, @title, 'queued', @args, @createdAt)`,
    { ...job, args: JSON.stringify(job.args) },
  );
  return existing(db, id);
}

export function updateJob(
  db: WritableDb,
  id: number,
  change: { state?: JobState; progress?: Progress; result?: unknown; error?: WireError; endedAt?: string },
): Job {
  run(
    db,
    `UPDATE jobs SET state = coalesce(@state, state), progress = coalesce(@progress, progress),
       result = coalesce(@result, result), error = coalesce(@error, error), ended_at = coalesce(@endedAt, ended_at)
     WHERE id = @id`,
    {
      id,
      state: change.state ?? null,
      progress: json(change.progress),
      result: json(change.result),
      error: json(change.error),
      endedAt: change.endedAt ?? null,
    },
  );
  return existing(db, id);
}

export function getJob(db: ReadableDb, id: number): Job | undefined {
  const row = first<Row>(db, `SELECT ${columns} FROM jobs WHERE id = @id`, { id });
  return row && toJob(row);
}

/** The newest jobs, newest first. */
export function listJobs(db: ReadableDb): Job[] {
  return all<Row>(db, `SELECT ${columns} FROM jobs ORDER BY id DESC LIMIT @listed`, { listed }).map(toJob);
}

/** The arguments with which the job was started. */
export function jobArgs(db: ReadableDb, id: number): unknown {
  const row = first<{ args: string }>(db, 'SELECT args FROM jobs WHERE id = @id', { id });
  return row === undefined ? undefined : JSON.parse(row.args);
}

/** Jobs that were going on when the lab's last process ended. */
export function interruptStaleJobs(db: WritableDb, endedAt: string): number {
  return run(
    db,
    `UPDATE jobs SET state = 'interrupted', ended_at = @endedAt WHERE state IN ('queued', 'running', 'cancelling')`,
    { endedAt },
  ).changes;
}

function existing(db: ReadableDb, id: number): Job {
  const job = getJob(db, id);
  if (job === undefined) throw new Error(`there is no job ${id}`);
  return job;
}

function toJob(row: Row): Job {
  const stopped = row.state === 'interrupted' || row.state === 'cancelled' || row.state === 'failed';
  return {
    id: row.id,
    kind: row.kind,
    title: row.title,
    state: row.state,
    createdAt: row.createdAt,
    endedAt: row.endedAt,
    progress: row.progress === null ? null : (JSON.parse(row.progress) as Progress),
    result: row.result === null ? null : JSON.parse(row.result),
    error: row.error === null ? null : (JSON.parse(row.error) as WireError),
    resumable: stopped && row.kind !== 'demo',
  };
}

function json(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
