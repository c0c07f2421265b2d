import { afterEach, expect, test } from 'vitest';
import { createClient } from '#shared/contract/client.ts';
import { contract } from '#shared/contract/contract.ts';
import type { QueueEntry, QueueState } from '#shared/jobs/queue.ts';
import { WindowCore } from '../../../../../src/renderer/lib/controller.ts';
import { JobsController } from '../../../../../src/renderer/shell/jobs/jobs-controller.svelte.ts';
import { QueueController } from '../../../../../src/renderer/train/queue/queue-controller.svelte.ts';
import { createFakeTransport } from '../../../../support/fake-transport.ts';

const entry = (job: number, name: string): QueueEntry => ({
  job,
  kind: 'train',
  name,
  of: job + 100,
  notBefore: null,
  seconds: 60,
});
const settle = (): Promise<void> => new Promise((done) => setTimeout(done, 2));
let dispose: () => void = () => undefined;
afterEach(() => dispose());

/** A lab whose queue does what it is asked, and remembers it. */
function window(state: Partial<QueueState> = {}) {
  const asked: unknown[] = [];
  const full: QueueState = {
    running: null,
    waiting: [],
    onCluster: [],
    held: false,
    brokenOff: [],
    ...state,
  };
  const note =
    (what: string) =>
    (args: unknown): void =>
      void asked.push([what, args]);
  const transport = createFakeTransport({
    queue: {
      state: () => full,
      move: note('move'),
      hold: note('hold'),
      goOn: () => void asked.push(['goOn']),
      putBack: (args) => {
        asked.push(['putBack', args]);
        return { job: 99 };
      },
    },
    jobs: { cancel: note('cancel') },
    shell: {
      keepAwake: ({ on }) => {
        asked.push(['awake', on]);
        return { awake: on };
      },
    },
  });
  const core = new WindowCore(createClient(contract, transport));
  const queue = new QueueController(core, new JobsController(core));
  dispose = () => core.dispose();
  return { queue, notices: core.notices, transport, asked, full };
}

test('moving asks for the place in front of whoever comes next', async () => {
  const { queue, asked } = window({ waiting: [entry(1, 'A'), entry(2, 'B'), entry(3, 'C')] });
  await queue.refresh();
  asked.length = 0;
  await queue.moveBy(1, 1);
  await queue.moveBy(3, -1);
  await queue.moveTo(1, 2);
  await queue.moveBy(3, 1);
  expect(asked).toEqual([
    ['move', { job: 1, before: 3 }],
    ['move', { job: 3, before: 2 }],
    ['move', { job: 1, before: null }],
  ]);
});

test('what is taken out can be put back where it was, once', async () => {
  const { queue, notices, asked, transport, full } = window({
    waiting: [entry(1, 'A'), entry(2, 'B'), entry(3, 'C')],
  });
  await queue.refresh();
  asked.length = 0;
  await queue.remove(1);
  transport.emit('queue.changed', { ...full, waiting: [entry(3, 'C')] });
  notices.list[0]?.offer?.run();
  await settle();
  expect(asked).toEqual([
    ['cancel', { job: 1 }],
    ['putBack', { job: 1, before: 3 }],
  ]);
  expect(notices.list).toEqual([]);
});

test('the computer is kept awake while something runs or waits for its time, and only if that is wished', async () => {
  const { queue, asked, transport, full } = window();
  await queue.refresh();
  const awake = (): unknown[] => asked.splice(0);
  transport.emit('queue.changed', { ...full, running: entry(1, 'A') });
  await settle();
  expect(awake()).toEqual([['awake', true]]);
  transport.emit('queue.changed', { ...full, waiting: [entry(2, 'B')] });
  await settle();
  expect(awake()).toEqual([]);
  transport.emit('queue.changed', { ...full, waiting: [entry(2, 'B')], held: true });
  await settle();
  expect(awake()).toEqual([['awake', false]]);
  queue.keepAwake(false);
  transport.emit('queue.changed', { ...full, running: entry(2, 'B') });
  await settle();
  expect(awake()).toEqual([]);
  queue.keepAwake(true);
  await settle();
  expect(awake()).toEqual([['awake', true]]);
});

test('a night’s queue goes on by itself when the lab’s process broke, but not for ever', async () => {
  const { queue, asked, transport, full } = window({ held: true, waiting: [entry(2, 'B')], brokenOff: [1] });
  await queue.refresh();
  expect(asked).toEqual([]);
  for (let time = 0; time < 3; time += 1) {
    transport.emit('queue.changed', { ...full, held: false, running: entry(1, 'A') });
    transport.emit('shell.hostGone', { reason: 'it ended', down: false });
    await queue.refresh();
  }
  expect(asked.filter((one) => JSON.stringify(one) === '["goOn"]')).toHaveLength(2);
});

test('what is filed says where it stands, and can be taken out again from there', async () => {
  const { queue, notices, asked } = window({
    waiting: [entry(1, 'A'), entry(2, 'B')],
    running: { ...entry(7, 'R'), seconds: null },
  });
  await queue.tellFiled(2);
  const [notice] = notices.list;
  expect(notice?.message).toBe('“B” is in the queue, 2 of 2; it starts when it is its turn.');
  notice?.offer?.run();
  await settle();
  expect(asked).toContainEqual(['cancel', { job: 2 }]);
  expect(notices.list.map(({ message }) => message)).toEqual(['B was taken out of the queue.']);
  await queue.tellFiled(7);
  expect(notices.list).toHaveLength(1);
});

test('a start at a time says after the program began anew whether it holds', async () => {
  const later = new Date(Date.now() + 60_000).toISOString();
  const earlier = new Date(Date.now() - 60_000).toISOString();
  for (const [notBefore, said] of [
    [
      later,
      /“Night” was to start (today|tomorrow) at .* so the queue is held: let it go on, and that time holds/,
    ],
    [
      earlier,
      /“Night” was to start (today|yesterday) at .* not running\. Let the queue go on, and it starts now/,
    ],
  ] as const) {
    const { queue, notices, asked } = window({ held: true, waiting: [{ ...entry(1, 'Night'), notBefore }] });
    await queue.upon.enter?.();
    await queue.upon.entered?.();
    expect(notices.list[0]?.message).toMatch(said);
    notices.list[0]?.offer?.run();
    await settle();
    expect([asked.at(-1), notices.list]).toEqual([['goOn'], []]);
  }
  const untimed = window({ held: true, waiting: [entry(1, 'A')] });
  await untimed.queue.upon.enter?.();
  await untimed.queue.upon.entered?.();
  expect(untimed.notices.list).toEqual([]);
});
