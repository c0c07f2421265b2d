import { expect, test } from 'vitest';
import { momentText, startText } from '../../../../../src/renderer/train/queue/start-text.ts';

const now = new Date(2026, 7, 2, 23, 30).getTime();
const at = (day: number, hours: number): number => new Date(2026, 7, day, hours, 0).getTime();

test('a moment is said by the calendar', () => {
  expect(momentText(at(2, 22), now)).toBe('today at 22:00');
  expect(momentText(at(3, 0), now)).toBe('tomorrow at 00:00');
  expect(momentText(at(1, 22), now)).toBe('yesterday at 22:00');
  expect(momentText(at(9, 6), now)).toBe('2026-08-09 at 06:00');
});

test('a start at a time hangs on the program, on what is before it, and on the queue', () => {
  const notBefore = new Date(at(3, 6)).toISOString();
  const start = at(3, 6);
  const going = { held: false, now };
  expect(startText({ notBefore }, { start, end: undefined }, going)).toBe(
    'starts tomorrow at 06:00 if the program is running',
  );
  expect(startText({ notBefore }, { start: at(3, 7), end: undefined }, going)).toBe('starts about 07:00');
  expect(startText({ notBefore }, undefined, { held: true, now })).toBe('was to start tomorrow at 06:00');
  expect(startText({ notBefore: null }, undefined, going)).toBe('starts when it is its turn');
  expect(startText({ notBefore: null }, undefined, { held: true, now })).toBe(
    'waits until the queue goes on',
  );
});
