import { expect, test } from 'vitest';
import { type Turns, atOnce, inTurns } from '#host/lib/in-turns.ts';

/** Takes about 5 ms between any two pauses. */
function* slow(parts: number): Turns<number> {
  for (let part = 0; part < parts; part += 1) {
    const until = performance.now() + 5;
    while (performance.now() < until);
    yield;
  }
  return parts;
}

test('work in turns lets others go first, and is the same work', async () => {
  let others = 0;
  const other = setInterval(() => (others += 1), 1);
  expect(atOnce(slow(20))).toBe(20);
  expect(others).toBe(0);
  expect(await inTurns(slow(20))).toBe(20);
  clearInterval(other);
  expect(others).toBeGreaterThan(1);
});

test('work in turns is stopped by its signal', async () => {
  const stop = new AbortController();
  setTimeout(() => stop.abort(new Error('stopped')), 1);
  await expect(inTurns(slow(1000), stop.signal)).rejects.toThrow('stopped');
});
