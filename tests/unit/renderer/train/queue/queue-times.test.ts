import { expect, test } from 'vitest';
import { nextTimeOf, queueTimes } from '../../../../../src/renderer/train/queue/queue-times.ts';

const now = Date.parse('2026-11-24T20:00:00.000Z');
const hour = 3600;
const at = (hours: number): number => now + hours * hour * 1000;
const iso = (hours: number): string => new Date(at(hours)).toISOString();
const waiting = (job: number, hours: number | null, notBefore: string | null = null) => ({
  job,
  seconds: hours === null ? null : hours * hour,
  notBefore,
});

test('one after another, behind what is on', () => {
  const times = queueTimes([waiting(1, 2), waiting(2, 1)], now, 0.5 * hour);
  expect(times.get(1)).toEqual({ start: at(0.5), end: at(2.5) });
  expect(times.get(2)).toEqual({ start: at(2.5), end: at(3.5) });
});

test('what may not begin yet lets what is behind it pass, and begins when the computer is free', () => {
  const times = queueTimes([waiting(1, 1, iso(2)), waiting(2, 3), waiting(3, 1)], now, 0);
  expect(times.get(2)).toEqual({ start: at(0), end: at(3) });
  expect(times.get(1)).toEqual({ start: at(3), end: at(4) });
  expect(times.get(3)).toEqual({ start: at(4), end: at(5) });
});

test('a computer that is free waits for the earliest moment', () => {
  const times = queueTimes([waiting(1, 1, iso(6)), waiting(2, 1, iso(2))], now, 0);
  expect(times.get(2)).toEqual({ start: at(2), end: at(3) });
  expect(times.get(1)).toEqual({ start: at(6), end: at(7) });
});

test('behind what takes a time that nobody knows, no time is told', () => {
  const times = queueTimes([waiting(1, null), waiting(2, 1)], now, 0);
  expect(times.get(1)).toEqual({ start: at(0), end: undefined });
  expect(times.get(2)).toEqual({ start: undefined, end: undefined });
  expect(queueTimes([waiting(1, 1)], now, null).get(1)).toEqual({ start: undefined, end: undefined });
});

test('a time of day is the next one, today or tomorrow', () => {
  const noon = new Date(2026, 10, 24, 12, 0).getTime();
  expect(nextTimeOf('22:00', noon)).toBe(new Date(2026, 10, 24, 22, 0).toISOString());
  expect(nextTimeOf('02:30', noon)).toBe(new Date(2026, 10, 25, 2, 30).toISOString());
  expect(nextTimeOf('12:00', noon)).toBe(new Date(2026, 10, 25, 12, 0).toISOString());
  for (const wrong of ['', '25:00', '12:60', 'soon', '7']) expect(nextTimeOf(wrong, noon)).toBeUndefined();
});
