import { describe, expect, test } from 'vitest';
import { JobManager, type JobStore } from '#host/jobs/job-manager.ts';
import { memoryJobs } from '#host/jobs/memory-jobs.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { Job } from '#shared/jobs/job.ts';

function manager(): { jobs: JobManager; changes: Job[]; ended: (id: number) => Promise<Job> } {
  const changes: Job[] = [];
  const jobs = new JobManager(memoryJobs(), (job) => changes.push(job));
  const ended = async (id: number): Promise<Job> => {
    while (jobs.get(id).endedAt === null) await new Promise((resolve) => setTimeout(resolve, 1));
    return jobs.get(id);
  };
  return { jobs, changes, ended };
}

const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new StrandlineError('cancelled', 'stopped')), {
      once: true,
    });
  });

describe('JobManager', () => {
  test('a job goes from queued over running to done, with its result', async () => {
    const { jobs, changes, ended } = manager();
    const { id } = jobs.start('import', 'Import', {}, () => Promise.resolve({ photos: 3 }));
    expect(await ended(id)).toMatchObject({ state: 'done', result: { photos: 3 } });
    expect(changes.map(({ state }) => state)).toEqual(['queued', 'running', 'done']);
  });

  test('a failure keeps its code', async () => {
    const { jobs, ended } = manager();
    const { id } = jobs.start('import', 'Import', {}, () =>
      Promise.reject(new StrandlineError('disk-full', 'Full.')),
    );
    expect(await ended(id)).toMatchObject({ state: 'failed', error: { code: 'disk-full' } });
  });

  test('a cancelled job is cancelled, not failed', async () => {
    const { jobs, changes, ended } = manager();
    const { id } = jobs.start('import', 'Import', {}, ({ signal }) => untilAborted(signal));
    await new Promise((resolve) => setTimeout(resolve, 1));
    jobs.cancel(id);
    expect(await ended(id)).toMatchObject({ state: 'cancelled', error: null });
    expect(changes.map(({ state }) => state)).toEqual(['queued', 'running', 'cancelling', 'cancelled']);
  });

  test('a job that finishes although it was asked to stop is done', async () => {
    const { jobs, ended } = manager();
    const { id } = jobs.start('import', 'Import', {}, async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return 'finished';
    });
    await new Promise((resolve) => setTimeout(resolve, 1));
    jobs.cancel(id);
    expect(await ended(id)).toMatchObject({ state: 'done', result: 'finished' });
  });

  test('jobs of one lane wait for each other, jobs of another lane do not', async () => {
    const { jobs, ended } = manager();
    const order: string[] = [];
    const gate = Promise.withResolvers<undefined>();
    const first = jobs.start('train', 'A', {}, async () => {
      await gate.promise;
      order.push('A');
    });
    const second = jobs.start('train', 'B', {}, () => Promise.resolve(order.push('B')));
    const other = jobs.start('import', 'C', {}, () => Promise.resolve(order.push('C')));
    await ended(other.id);
    expect(jobs.get(second.id).state).toBe('queued');
    gate.resolve(undefined);
    await Promise.all([ended(first.id), ended(second.id)]);
    expect(order).toEqual(['C', 'A', 'B']);
  });

  test('a queued job that is cancelled never runs', async () => {
    const { jobs, ended } = manager();
    const first = jobs.start('train', 'A', {}, ({ signal }) => untilAborted(signal));
    let ran = false;
    const second = jobs.start('train', 'B', {}, () => Promise.resolve((ran = true)));
    jobs.cancel(second.id);
    jobs.cancel(first.id);
    expect(await ended(second.id)).toMatchObject({ state: 'cancelled' });
    expect(ran).toBe(false);
  });

  test('a queued job that is cancelled ends at once, and what it is about hears of it', async () => {
    const { jobs, changes } = manager();
    const first = jobs.start('train', 'A', {}, ({ signal }) => untilAborted(signal));
    const dropped: string[] = [];
    const asked = { dropped: (state: string) => dropped.push(state) };
    const second = jobs.start('train', 'B', {}, () => Promise.resolve(), asked);
    const third = jobs.start('train', 'C', {}, () => Promise.resolve(), asked);
    await new Promise((resolve) => setTimeout(resolve, 1));
    jobs.cancel(second.id);
    jobs.pause(third.id);
    expect(jobs.get(first.id).state).toBe('running');
    expect(jobs.get(second.id)).toMatchObject({ state: 'cancelled', endedAt: expect.any(String) as string });
    expect(jobs.get(third.id).state).toBe('interrupted');
    expect(dropped).toEqual(['cancelled', 'interrupted']);
    expect(changes.at(-1)).toMatchObject({ id: third.id, state: 'interrupted' });
  });

  test('a failure does not keep the next job from running', async () => {
    const { jobs, ended } = manager();
    const broken = jobs.start('train', 'A', {}, () => {
      throw new Error('broken at once');
    });
    const next = jobs.start('train', 'B', {}, () => Promise.resolve('fine'));
    expect(await ended(next.id)).toMatchObject({ state: 'done', result: 'fine' });
    expect(jobs.get(broken.id)).toMatchObject({ state: 'failed' });
  });

  test('a listener that throws does not keep the next job from running', async () => {
    const jobs = new JobManager(memoryJobs(), ({ state }) => {
      if (state === 'done') throw new Error('the window went away');
    });
    jobs.start('train', 'A', {}, () => Promise.resolve());
    let ran = false;
    jobs.start('train', 'B', {}, () => Promise.resolve((ran = true)));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(ran).toBe(true);
  });

  test('waiting jobs begin in the order that they are given, which is stored', async () => {
    const placed: (readonly [number, number])[] = [];
    const store = memoryJobs();
    const update: JobStore['update'] = (id, change) => {
      if (change.place !== undefined) placed.push([id, change.place]);
      return store.update(id, change);
    };
    const jobs = new JobManager({ ...store, update }, () => undefined);
    const order: string[] = [];
    const gate = Promise.withResolvers<undefined>();
    jobs.start('train', 'A', {}, () => gate.promise);
    await new Promise((resolve) => setTimeout(resolve, 1));
    const [b, c] = ['B', 'C'].map((name) =>
      jobs.start('train', name, {}, () => Promise.resolve(order.push(name))),
    );
    jobs.start('train', 'D', {}, () => Promise.resolve(order.push('D')), { place: 'front' });
    jobs.move(c?.id ?? 0, { before: b?.id ?? 0 });
    expect(jobs.queue).toEqual([4, 3, 2]);
    expect(placed.slice(-3)).toEqual([
      [4, 0],
      [3, 1],
      [2, 2],
    ]);
    gate.resolve(undefined);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(order).toEqual(['D', 'C', 'B']);
    expect(() => jobs.move(b?.id ?? 0, 'front')).toThrow(
      expect.objectContaining({ code: 'bad-argument' }) as Error,
    );
  });

  test('closing the lab leaves trainings that wait in the queue, and interrupts imports that wait', async () => {
    const { jobs } = manager();
    const start = (kind: 'train' | 'import') =>
      jobs.start(kind, kind, {}, ({ signal }) => untilAborted(signal)).id;
    const [train, import_, nextTrain, nextImport] = [
      start('train'),
      start('import'),
      start('train'),
      start('import'),
    ];
    await new Promise((resolve) => setTimeout(resolve, 1));
    await jobs.stopAll();
    const states = [train, import_, nextTrain, nextImport].map((id) => jobs.get(id).state);
    expect(states).toEqual(['interrupted', 'interrupted', 'queued', 'interrupted']);
  });

  test('closing the lab ends what waits in any lane but the queue', async () => {
    const { jobs } = manager();
    jobs.start('evaluate', 'A', {}, ({ signal }) => untilAborted(signal));
    const { id } = jobs.start('ask', 'B', {}, () => Promise.resolve());
    await new Promise((resolve) => setTimeout(resolve, 1));
    await jobs.stopAll();
    expect(jobs.get(id)).toMatchObject({ state: 'interrupted', endedAt: expect.any(String) as string });
  });

  test('what could not be written down is written with the next change that can', async () => {
    const store = memoryJobs();
    let full = true;
    const update: JobStore['update'] = (id, change) => {
      if (full) throw new Error('database or disk is full');
      return store.update(id, change);
    };
    const jobs = new JobManager({ ...store, update }, () => undefined);
    const { id } = jobs.start('import', 'Import', {}, ({ onProgress }) => {
      full = false;
      onProgress({ phase: 'Reading', done: 1, total: 2, unit: 'photos' });
      return new Promise(() => undefined);
    });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(store.get(id)).toMatchObject({ state: 'running', progress: { done: 1 } });
  });

  test('closing the lab interrupts what runs, so that it is offered for resume', async () => {
    const { jobs } = manager();
    const { id } = jobs.start('train', 'A', {}, ({ signal }) => untilAborted(signal));
    await new Promise((resolve) => setTimeout(resolve, 1));
    await jobs.stopAll();
    expect(jobs.get(id)).toMatchObject({ state: 'interrupted' });
  });

  test('progress of a running job is there without a write to the store', async () => {
    const { jobs, ended } = manager();
    const gate = Promise.withResolvers<undefined>();
    const { id } = jobs.start('import', 'Import', {}, async ({ onProgress }) => {
      for (let done = 1; done <= 50; done += 1)
        onProgress({ phase: 'Reading', done, total: 50, unit: 'photos' });
      await gate.promise;
    });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(jobs.get(id).progress).toMatchObject({ phase: 'Reading', done: 50, value: 1 });
    gate.resolve(undefined);
    expect((await ended(id)).progress).toMatchObject({ done: 50 });
  });

  test('a job that ends on a full disk ends, although its row cannot be written', async () => {
    const store = memoryJobs();
    let full = false;
    const update: JobStore['update'] = (id, change) => {
      if (full) throw new Error('database or disk is full');
      return store.update(id, change);
    };
    const jobs = new JobManager({ ...store, update }, () => undefined);
    const { id } = jobs.start('import', 'Import', {}, () => {
      full = true;
      return Promise.reject(new StrandlineError('disk-full', 'Full.'));
    });
    while (jobs.get(id).endedAt === null) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(jobs.get(id)).toMatchObject({ state: 'failed', error: { code: 'disk-full' } });
  });

  test('an unknown job is not found', () => {
    expect(() => manager().jobs.get(99)).toThrow(expect.objectContaining({ code: 'not-found' }) as Error);
  });
});
