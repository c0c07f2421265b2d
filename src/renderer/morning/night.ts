import type { RunRow } from '#shared/contract/topics/learning.ts';
import { type Job, type JobState, resultOf } from '#shared/jobs/job.ts';
import type { JobKind } from '#shared/jobs/kinds.ts';

/** What takes long enough to be left alone. Looking at a folder is part of an import that somebody sits before. */
const leftAlone: ReadonlySet<JobKind> = new Set<JobKind>([
  ...(['train', 'study', 'evaluate', 'ask', 'train-detector'] as const),
  ...([
    'import',
    'merge',
    'pack',
    'add-photos',
    'export',
    'export-trays',
    'copy',
    'verify',
    'repair',
  ] as const),
]);
const endStates: readonly JobState[] = ['done', 'failed', 'interrupted', 'cancelled'];

/** Something that ended while nobody looked. */
export interface Ended {
  readonly job: Job;
  /** How long it ran, in seconds; null where it is not known when it began. */
  readonly seconds: number | null;
}

/**
 * What ended since then, in the order of its ends.
 *
 * @param since ISO time. @param runs of the lab, which know when a training began: its job may have waited in the queue.
 */
export function endedSince(
  jobs: readonly Job[],
  since: string,
  runs: readonly Pick<RunRow, 'id' | 'startedAt'>[] = [],
): Ended[] {
  return jobs
    .flatMap((job) => {
      const { endedAt, kind, state } = job;
      if (endedAt === null || endedAt <= since || !leftAlone.has(kind) || !endStates.includes(state))
        return [];
      return [{ job, seconds: secondsOf(job, endedAt, runs), endedAt }];
    })
    .sort((a, b) => a.endedAt.localeCompare(b.endedAt) || a.job.id - b.job.id)
    .map(({ job, seconds }) => ({ job, seconds }));
}

function secondsOf(
  job: Job,
  endedAt: string,
  runs: readonly Pick<RunRow, 'id' | 'startedAt'>[],
): number | null {
  const trained = resultOf(job, 'train');
  const began =
    job.kind === 'train' || job.kind === 'study'
      ? runs.find(({ id }) => id === trained?.run)?.startedAt
      : job.createdAt;
  if (began === undefined) return null;
  return Math.max(0, (Date.parse(endedAt) - Date.parse(began)) / 1000);
}

/** So long without a key or a press, and the person was away. */
const awayMs = 30 * 60_000;

/** Whether a person who was last here then has been away; both in milliseconds since 1970, NaN where nobody ever was. */
export function wasAway(last: number, now: number): boolean {
  return now - last >= awayMs;
}

export function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
