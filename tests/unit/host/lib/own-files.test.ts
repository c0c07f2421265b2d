import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { appendOwn, readOwnText, writeOwn } from '#host/lib/own-files.ts';
import { Listener, say } from '#host/runs/work/said.ts';
import { refusal } from '../../../support/errors.ts';
import { temporaryFolder } from '../../../support/labs.ts';

test('files are written, written on and read', () => {
  const file = join(temporaryFolder(), 'log');
  appendOwn(file, 'a');
  appendOwn(file, 'b');
  expect(readOwnText(file)).toBe('ab');
  writeOwn(file, 'c');
  expect(readOwnText(file)).toBe('c');
});

describe.skipIf(process.platform === 'win32')('in the place of a file', () => {
  const others: Readonly<Record<string, (file: string, outside: string) => void>> = {
    'a link': (file, outside) => symlinkSync(outside, file),
    'a link to nothing': (file, outside) => symlinkSync(`${outside}-not`, file),
    'a device': (file) => symlinkSync('/dev/zero', file),
    'a pipe': (file) => void spawnSync('mkfifo', [file]),
    'a folder': (file) => mkdirSync(file),
  };

  test.each(Object.keys(others))('%s is neither read nor written, and holds nobody', async (what) => {
    const outside = join(temporaryFolder(), 'outside');
    writeFileSync(outside, 'stays');
    const file = join(temporaryFolder(), 'work.jsonl');
    others[what]?.(file, outside);
    for (const work of [
      readOwnText,
      (path: string) => appendOwn(path, 'x'),
      (path: string) => writeOwn(path, ''),
    ])
      expect((await refusal('corrupt-file', () => work(file))).message).toContain(file);
    expect(readFileSync(outside, 'utf8')).toBe('stays');
    // What a run says lies in such a file.
    const runDir = join(file, '..');
    await refusal('corrupt-file', () => say(runDir, { kind: 'done' }));
    expect(new Listener(runDir).heard()).toEqual([]);
  });
});

test('a file that is too large is not read', async () => {
  const file = join(temporaryFolder(), 'large');
  writeFileSync(file, 'abc');
  await refusal('corrupt-file', () => readOwnText(file, 2));
});
