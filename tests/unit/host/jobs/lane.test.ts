import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Lane, type Turn } from '#host/jobs/lane.ts';

beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => vi.useRealTimers());

/** A lane whose turns write their id down and end when they are told to. */
function recording() {
  const lane = new Lane();
  const began: number[] = [];
  const ends = new Map<number, () => void>();
  const turn = (id: number, more: Partial<Turn> = {}): Turn => ({
    id,
    holdable: true,
    run: () => {
      began.push(id);
      return new Promise((resolve) => ends.set(id, resolve));
    },
    ...more,
  });
  const end = async (id: number): Promise<void> => {
    ends.get(id)?.();
    await vi.advanceTimersByTimeAsync(0);
  };
  const settle = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
  return { lane, began, turn, end, settle };
}

test('turns begin one after another, in the order in which they wait', async () => {
  const { lane, began, turn, end, settle } = recording();
  for (const id of [1, 2, 3, 4]) lane.add(turn(id));
  await settle();
  lane.move(4, { before: 2 });
  lane.move(2, 'end');
  expect(lane.waiting).toEqual([4, 3, 2]);
  for (const id of [1, 4, 3]) await end(id);
  expect(began).toEqual([1, 4, 3, 2]);
});

test('what a turn throws, at once or later, keeps the next one from nothing', async () => {
  const { lane, began, turn, settle } = recording();
  lane.add(
    turn(1, {
      run: () => {
        throw new Error('at once');
      },
    }),
  );
  lane.add(turn(2, { run: () => Promise.reject(new Error('later')) }));
  lane.add(turn(3));
  await settle();
  expect(began).toEqual([3]);
});

test('a turn that may not begin yet lets others pass and begins at its time', async () => {
  const { lane, began, turn, end, settle } = recording();
  lane.add(turn(1, { notBefore: 1_000_000 + 3_600_000 }));
  lane.add(turn(2));
  await settle();
  expect(began).toEqual([2]);
  await end(2);
  await settle(3_599_000);
  expect(began).toEqual([2]);
  await settle(1_000);
  expect(began).toEqual([2, 1]);
});

test('a computer that slept through the moment begins soon after it wakes', async () => {
  const { lane, began, turn, settle } = recording();
  lane.add(turn(1, { notBefore: 1_000_000 + 8 * 3_600_000 }));
  await settle();
  vi.setSystemTime(1_000_000 + 9 * 3_600_000);
  await settle(30_000);
  expect(began).toEqual([1]);
});

test('what is held waits, what was asked for now does not, and both go on afterwards', async () => {
  const { lane, began, turn, end, settle } = recording();
  lane.hold(true);
  lane.add(turn(1));
  lane.add(turn(2, { holdable: false }), 'front');
  await settle();
  await end(2);
  expect(began).toEqual([2]);
  lane.hold(false);
  await settle();
  expect(began).toEqual([2, 1]);
});

test('a closed lane begins nothing any more and waits for what runs', async () => {
  const { lane, began, turn, end, settle } = recording();
  lane.add(turn(1));
  lane.add(turn(2));
  await settle();
  let closed = false;
  void lane.close().then(() => (closed = true));
  await settle();
  expect(closed).toBe(false);
  await end(1);
  expect(closed).toBe(true);
  expect(began).toEqual([1]);
  expect(lane.waiting).toEqual([2]);
});

test('taking out what does not wait is told', async () => {
  const { lane, turn, settle } = recording();
  lane.add(turn(1));
  await settle();
  expect(lane.remove(1)).toBe(false);
  expect(lane.move(1, 'front')).toBe(false);
});

test('a lane that is wide runs turns side by side, and closes once all have ended', async () => {
  const lane = new Lane(Infinity);
  const ended: number[] = [];
  const ends = new Map<number, () => void>();
  for (const id of [1, 2, 3])
    lane.add({
      id,
      holdable: false,
      run: () => new Promise<void>((resolve) => ends.set(id, resolve)).then(() => void ended.push(id)),
    });
  await vi.advanceTimersByTimeAsync(0);
  expect([...ends.keys()]).toEqual([1, 2, 3]);
  const closed = lane.close().then(() => ended.push(0));
  for (const id of [3, 1, 2]) ends.get(id)?.();
  await closed;
  expect(ended).toEqual([3, 1, 2, 0]);
});
