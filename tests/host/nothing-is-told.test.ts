import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startNode } from '../support/children.ts';
import { temporaryFolder } from '../support/labs.ts';
import { filesBelow } from '../support/plans.ts';
import { writeTwoClasses } from '../support/photos.ts';
import { program } from '../support/strandline.ts';

test('training and classifying leave nothing behind for somebody’s servers to be told', async () => {
  const photos = temporaryFolder();
  await writeTwoClasses(photos, 8, 1);
  const lab = join(temporaryFolder(), 'lab');
  const [home, temporary] = [temporaryFolder(), join(temporaryFolder(), 'tmp')];
  mkdirSync(temporary);
  // Under CI the libraries are quiet by themselves.
  const env = {
    ...process.env,
    ...{ CI: undefined, ORT_DISABLE_TELEMETRY: undefined, XDG_CACHE_HOME: undefined },
    // What is compiled is kept for the next start, and is nobody else's.
    NODE_DISABLE_COMPILE_CACHE: '1',
    ...{ HOME: home, TMPDIR: temporary, STRANDLINE_HOME: join(lab, '../data') },
  };
  const run = async (...args: string[]): Promise<void> => {
    const { code, stderr } = await startNode([program, ...args], { env }).ended;
    expect(stderr.includes('ended unexpectedly') ? stderr : code).toBe(0);
  };
  await run('init', lab);
  await run('import', lab, photos);
  await run('train', lab, '--image-size', '32', '--views', '1', '--epochs', '2');
  await run('classify', lab, ...filesBelow(photos).slice(0, 3));
  expect(readdirSync(home, { recursive: true })).toEqual([]);
  expect(readdirSync(temporary, { recursive: true })).toEqual([]);
});
