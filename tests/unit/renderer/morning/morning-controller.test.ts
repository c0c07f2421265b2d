import { describe, expect, it } from 'vitest';
import { createClient } from '#shared/contract/client.ts';
import { contract } from '#shared/contract/contract.ts';
import { WindowCore } from '../../../../src/renderer/lib/controller.ts';
import { MorningController } from '../../../../src/renderer/morning/morning-controller.svelte.ts';
import { createFakeTransport } from '../../../support/fake-transport.ts';

const ended = {
  ...{ id: 4, kind: 'train', title: 'Train night', state: 'failed', progress: null, result: null },
  ...{ createdAt: '2026-08-02T20:00:00.000Z', endedAt: '2026-08-03T01:00:00.000Z' },
  ...{ error: { code: 'disk-full', message: 'The disk is full.', data: {} }, resumable: true, damaged: null },
};
const model = (id: number) => ({
  ...{ id, name: `night ${id}`, run: id, createdAt: '', classes: [], test: null, notes: '' },
  ...{ retiredAt: null, inUse: false, offered: true, origin: null, damaged: null },
});

/** A window of a lab in which a training failed at one o'clock. @param last when a person was here, as it was kept. */
function window(last: string | null, now: string, models = 1) {
  const kept = new Map(last === null ? [] : [['strandline.here /lab', last]]);
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  const asked: unknown[] = [];
  const offer = { ...{ inUse: null, standing: 'alone', sentence: 'Use it?' }, ...{ notes: [], samples: 0 } };
  const transport = createFakeTransport({
    jobs: {
      list: () => [ended],
      resume: (args: unknown) => {
        asked.push(args);
        return { job: 5 };
      },
    },
    models: { offer: (args: { model: number }) => ({ ...offer, ...args, photos: 0, difference: null }) },
  } as never);
  const core = new WindowCore(createClient(contract, transport), { storage, media: {} as never });
  const clock = { now };
  const morning = new MorningController(
    core,
    {
      lab: { current: { directory: '/lab' } } as never,
      models: {
        list: Array.from({ length: models }, (_, index) => model(index + 1)),
        inUse: undefined,
      } as never,
      training: { runs: [] },
    },
    () => Date.parse(clock.now),
  );
  return { core, morning, kept, clock, asked };
}

const evening = '2026-08-02T21:00:00.000Z';
const dawn = '2026-08-03T06:00:00.000Z';

describe('the page of the morning', () => {
  it('opens by itself where something ended since a person was last here, and once', async () => {
    const { core, morning, kept } = window(evening, dawn);
    await core.enter(true);
    expect(morning.isOpen).toBe(true);
    expect(morning.ended.map(({ job }) => job.id)).toEqual([4]);
    morning.close();
    expect(morning.isOpen).toBe(false);
    expect(kept.get('strandline.here /lab')).toBe(dawn);
    await core.enter(true);
    expect(morning.isOpen).toBe(false);
  });

  it.each([
    ['nobody was ever here', null],
    ['a person was here a moment ago', '2026-08-03T05:50:00.000Z'],
    ['nothing has ended since', '2026-08-03T02:00:00.000Z'],
  ])('does not where %s, and opens when it is asked for', async (_what, last) => {
    const { core, morning } = window(last, dawn);
    await core.enter(true);
    expect(morning.isOpen).toBe(false);
    await morning.open();
    expect(morning.isOpen).toBe(true);
    expect(morning.ended).toHaveLength(1);
  });

  it('opens at the first press after a night before a window that stayed open', async () => {
    const { core, morning, clock, kept } = window(null, evening);
    await core.enter(true);
    clock.now = '2026-08-02T21:10:00.000Z';
    await morning.notice();
    expect(morning.isOpen).toBe(false);
    expect(kept.get('strandline.here /lab')).toBe(clock.now);
    clock.now = dawn;
    await morning.notice();
    expect(morning.isOpen).toBe(true);
  });

  it('tells the newest models that wait for a decision, and how many more there are', async () => {
    const { core, morning } = window(evening, dawn, 5);
    await core.enter(true);
    await expect
      .poll(() => morning.waiting.map(({ offer }) => offer?.sentence))
      .toEqual([...['Use it?', 'Use it?', 'Use it?']]);
    expect(morning.waiting.map((one) => one.model.id)).toEqual([5, 4, 3]);
    expect(morning.others).toBe(2);
  });

  it('takes a training up again now, or tonight', async () => {
    const { core, morning, asked } = window(evening, dawn);
    await core.enter(true);
    const [failed] = morning.ended;
    if (failed === undefined) throw new Error('a training failed');
    await morning.resume(failed.job, 'now');
    await morning.resume(failed.job, 'tonight');
    expect(asked).toEqual([{ job: 4 }, { job: 4, when: { at: expect.any(String) as string } }]);
  });
});
