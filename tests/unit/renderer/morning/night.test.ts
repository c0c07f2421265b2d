import { describe, expect, it } from 'vitest';
import type { Job, JobState } from '#shared/jobs/job.ts';
import type { JobKind } from '#shared/jobs/kinds.ts';
import { endedSince, wasAway } from '../../../../src/renderer/morning/night.ts';

const evening = '2026-08-02T18:00:00.000Z';

function job(id: number, kind: JobKind, state: JobState, hours: number | null, result: unknown = null): Job {
  const at = (more: number): string => new Date(Date.parse(evening) + more * 3_600_000).toISOString();
  const times = { createdAt: at(-2), endedAt: hours === null ? null : at(hours) };
  const rest = { title: `job ${id}`, progress: null, error: null, resumable: false, damaged: null };
  return { id, kind, state, result, ...times, ...rest } as Job;
}

describe('what ended while nobody looked', () => {
  it('is what ended since then, well or not, in the order of its ends', () => {
    const jobs = [
      job(1, 'train', 'done', -1),
      job(2, 'train', 'failed', 3),
      job(3, 'train', 'done', 1, { run: 7, model: 1 }),
      job(4, 'study', 'running', null),
      job(5, 'export', 'interrupted', 2),
      job(6, 'import-plan', 'done', 2),
    ];
    expect(endedSince(jobs, evening).map((one) => one.job.id)).toEqual([3, 5, 2]);
  });

  it('took as long as its run, which may have waited in the queue, or is not known', () => {
    const runs = [{ id: 7, startedAt: '2026-08-02T18:20:00.000Z' }];
    const times = (of: Job): unknown => endedSince([of], evening, runs)[0]?.seconds;
    expect(times(job(1, 'train', 'done', 1, { run: 7, model: 1 }))).toBe(2400);
    expect(times(job(2, 'train', 'failed', 1))).toBeNull();
    expect(times(job(3, 'evaluate', 'done', 1))).toBe(3 * 3600);
  });
});

describe('whether a person was away', () => {
  it('is said after half an hour without a key or a press', () => {
    const [last, minute] = [Date.parse(evening), 60_000];
    expect(wasAway(last, last + 29 * minute)).toBe(false);
    expect(wasAway(last, last + 30 * minute)).toBe(true);
    expect(wasAway(NaN, last)).toBe(false);
  });
});
