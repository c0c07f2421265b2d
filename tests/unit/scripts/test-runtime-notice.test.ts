import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { testRuntimeNotice } from '../../../scripts/lib/electron.mjs';

test('whoever starts the test runtime hears that it is out of support, what it is not for, and the way to the real one', () => {
  const notice = testRuntimeNotice('33.2.1');
  expect(notice).toContain('the test runtime, Electron 33.2.1. It is out of support');
  expect(notice).toContain('not for a lab’s real work');
  expect(notice).toContain('github.com');
  expect(notice).toContain('STRANDLINE_ELECTRON');
});

test('the starter says it where nothing but the test runtime is there', () => {
  expect(readFileSync('scripts/start.mjs', 'utf8')).toContain(
    "if (electron.kind === 'test') console.log(testRuntimeNotice(testRuntimeVersion()));",
  );
});
