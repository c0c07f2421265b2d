import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nameTwins, refuseTwins, tellsCapitals } from '#host/lib/name-twins.ts';
import { refusal } from '../../../support/errors.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'strandline-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test.each([
  [
    ['a.jpg', 'A.jpg'],
    ['a.jpg', 'A.jpg'],
  ],
  [
    ['Plastic/1.jpg', 'plastic/2.jpg'],
    ['Plastic', 'plastic'],
  ],
  [
    ['x/y/a', 'x/Y/b'],
    ['x/y', 'x/Y'],
  ],
  [
    ['caf\u00E9', 'cafe\u0301'],
    ['caf\u00E9', 'cafe\u0301'],
  ],
  [['a.jpg', 'b/a.jpg', 'b/c', 'a.jpg'], undefined],
  [[], undefined],
])('%j has the twins %j', (names, twins) => {
  expect(nameTwins(names)).toEqual(twins);
});

test('names that differ in capitals alone are refused where a disk makes one of them, and there alone', async () => {
  const names = ['Plastic/1.jpg', 'plastic/1.jpg'];
  const withoutCapitals = (): Promise<boolean> => Promise.resolve(false);
  if (await tellsCapitals(folder)) await refuseTwins(folder, names);
  const { message } = await refusal('unsupported', () => refuseTwins(folder, names, withoutCapitals));
  expect(message).toContain('Plastic and plastic differ in capitals alone');
  await refuseTwins(folder, ['Plastic/1.jpg', 'Plastic/2.jpg'], withoutCapitals);
  // A disk that tells none apart has whatever is asked for.
  expect(await tellsCapitals(folder, () => Promise.resolve())).toBe(false);
  expect(readdirSync(folder)).toEqual([]);
});
