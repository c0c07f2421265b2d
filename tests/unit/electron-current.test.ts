import { expect, test } from 'vitest';
import { isSupported } from '../../scripts/lib/electron-support.ts';

test.each([
  ['45.4.1', '45.4.1', true],
  ['45.4.1', '47.0.0', true],
  ['45.4.1', '48.0.0', false],
  ['33.2.1', '45.4.1', false],
  ['latest', '45.4.1', false],
])('Electron %s while %s is the newest: %s', (version, newest, expected) => {
  expect(isSupported(version, newest)).toBe(expected);
});
