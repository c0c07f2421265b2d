import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { entries } from '#host/processes/entries.ts';
import { exitReason } from '#host/processes/exit-reason.ts';

const root = join(import.meta.dirname, '../../../..');
const sources = Object.values(entries).map((file) => `src/host/${file}`);

test('every worker is an entry', () => {
  const workers = globSync('src/host/**/*-worker.ts', { cwd: root }).filter(
    (file) => !file.endsWith('train-in-worker.ts'),
  );
  expect(sources).toEqual(expect.arrayContaining(workers));
  expect(sources).toHaveLength(workers.length + 1);
});

test('what is started by its file counts as used', () => {
  const { entry } = JSON.parse(readFileSync(join(root, 'knip.json'), 'utf8')) as { entry: string[] };
  expect(entry).toEqual(expect.arrayContaining(sources));
});

test('how a process ended is said in one way', () => {
  expect(exitReason(1)).toBe('exit status 1');
  expect(exitReason(null, 'SIGKILL')).toBe('stopped by SIGKILL');
});
