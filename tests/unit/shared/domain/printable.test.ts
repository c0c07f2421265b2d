import { expect, test } from 'vitest';
import { printable, printableLines } from '#shared/domain/printable.ts';

test.each([
  ['\u001b[31mred', '\\u001b[31mred'],
  ['a\nb\tc', 'a\\u000ab\\u0009c'],
  ['gpj.\u202Eexe', 'gpj.\\u202eexe'],
  ['\u009b2J', '\\u009b2J'],
  ['a\u2028b', 'a\\u2028b'],
  ['\uD800', '\\ud800'],
  ['Öl 塑料 ♻️ PE', 'Öl 塑料 ♻️ PE'],
])('%j is shown as %j', (text, shown) => {
  expect(printable(text)).toBe(shown);
});

test('lines stay lines, and nothing else does', () => {
  expect(printableLines('a\n\tb\r\u001b[2K')).toBe('a\n\tb\\u000d\\u001b[2K');
});

test('what was escaped in a JSON document says the same', () => {
  const text = 'a\u009b\u202E"\\';
  expect(JSON.parse(printableLines(JSON.stringify({ text }, null, 2)))).toEqual({ text });
});
