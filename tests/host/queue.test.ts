import { expect, test } from 'vitest';
import { createHost } from '#host/server/host.ts';
import type { Job } from '#shared/jobs/job.ts';
import { trainRequestSchema } from '#shared/contract/topics/learning.ts';
import { twoClassLab } from '../support/two-class-lab.ts';

const recipe = { strategy: 'frozen', imageSize: 32, views: 1, epochs: 2 } as const;
const later = '2100-01-01T22:00:00.000Z';

type Host = ReturnType<typeof createHost>;

async function openHost(directory: string): Promise<Host> {
  const host = createHost();
  await host.handlers.lab.open({ directory });
  return host;
}

async function start(host: Host, when: 'now' | 'queue' | { at: string }, name: string): Promise<number> {
  return (await host.handlers.runs.start(trainRequestSchema.parse({ ...recipe, when, name }))).job;
}

async function jobsOf(host: Host): Promise<Map<number, Job>> {
  return new Map((await host.handlers.jobs.list()).map((job) => [job.id, job]));
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 20));
}

const waitingNames = async (host: Host): Promise<string[]> =>
  (await host.handlers.queue.state()).waiting.map(({ name }) => name);

test('runs that wait are ordered, taken out, put back, and outlive the process, which does not begin them unasked', async () => {
  const lab = await twoClassLab(6, 1);
  const host = await openHost(lab);
  await host.handlers.queue.hold({ held: true });
  const a = await start(host, 'queue', 'A');
  const b = await start(host, 'queue', 'B');
  const night = await start(host, { at: later }, 'night');
  await host.handlers.queue.move({ job: night, before: a });
  expect(await waitingNames(host)).toEqual(['night', 'A', 'B']);

  await host.handlers.jobs.cancel({ job: a });
  expect(await waitingNames(host)).toEqual(['night', 'B']);
  expect(await host.handlers.runs.list()).toMatchObject([
    { name: 'night', state: 'queued' },
    { name: 'B', state: 'queued' },
    { name: 'A', state: 'cancelled' },
  ]);
  const { job: again } = await host.handlers.queue.putBack({ job: a, before: b });
  expect(await waitingNames(host)).toEqual(['night', 'A', 'B']);
  expect((await jobsOf(host)).get(a)).toMatchObject({ state: 'cancelled', resumable: false });
  await host.close();

  const next = await openHost(lab);
  expect(await next.handlers.queue.state()).toMatchObject({
    held: true,
    running: null,
    waiting: [{ name: 'night', notBefore: later }, { job: again }, { job: b }],
  });
  expect((await next.handlers.runs.list()).map(({ state }) => state)).toEqual(['queued', 'queued', 'queued']);

  // What is asked for now begins although the queue is held.
  const urgent = await start(next, 'now', 'urgent');
  await until(async () => (await jobsOf(next)).get(urgent)?.state === 'done');
  expect(await waitingNames(next)).toEqual(['night', 'A', 'B']);

  await next.handlers.queue.goOn();
  await until(async () => (await jobsOf(next)).get(b)?.state === 'done');
  expect(await next.handlers.queue.state()).toMatchObject({ held: false, waiting: [{ name: 'night' }] });
  await next.close();
});

test('a run that fails does not keep the next one from running, and one that was broken off goes on first', async () => {
  const lab = await twoClassLab(6, 1);
  const host = await openHost(lab);
  const broken = await host.handlers.runs.start(
    trainRequestSchema.parse({ ...recipe, strategy: 'fine-tune', device: 'cpu', lr: 1e30, name: 'diverges' }),
  );
  const fine = await start(host, 'queue', 'fine');
  await until(async () => (await jobsOf(host)).get(fine)?.state === 'done');
  expect((await jobsOf(host)).get(broken.job)).toMatchObject({
    state: 'failed',
    error: { code: 'diverged' },
  });

  const long = await host.handlers.runs.start(
    trainRequestSchema.parse({ ...recipe, strategy: 'fine-tune', device: 'cpu', epochs: 2000, name: 'long' }),
  );
  const behind = await start(host, 'queue', 'behind');
  await until(async () => ((await jobsOf(host)).get(long.job)?.progress?.done ?? 0) > 0);
  await host.close();

  const next = await openHost(lab);
  const { brokenOff, held } = await next.handlers.queue.state();
  expect({ brokenOff, held }).toEqual({ brokenOff: [long.job], held: true });
  await next.handlers.queue.goOn();
  await until(async () => (await next.handlers.queue.state()).running !== null);
  expect(await next.handlers.queue.state()).toMatchObject({
    running: { name: 'long' },
    waiting: [{ job: behind }],
    onCluster: [],
    brokenOff: [],
  });
  const { running } = await next.handlers.queue.state();
  await next.handlers.jobs.pause({ job: running?.job ?? 0 });
  await until(async () => (await jobsOf(next)).get(behind)?.state === 'done');
  // A run that a person paused is theirs to resume, not the queue's.
  expect((await next.handlers.queue.state()).brokenOff).toEqual([]);
  await next.close();
});
