import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { temporaryFolder } from '../support/labs.ts';
import { strandline, strandlineJson } from '../support/strandline.ts';

beforeEach(() => {
  vi.stubEnv('STRANDLINE_ENGINES', join(temporaryFolder(), 'libraries'));
  vi.stubEnv('STRANDLINE_PYPI', 'http://127.0.0.1:9/simple/');
});

test('what there is of each engine, as text and as one document', async () => {
  const rows = await strandlineJson('engine', 'list');
  expect(rows).toMatchObject([
    { engine: 'ort', device: 'cpu', ready: true },
    { engine: 'ort', device: 'cuda' },
    { engine: 'tfjs', device: 'cpu', ready: false },
    { engine: 'tfjs', device: 'cuda' },
  ]);
  const { stdout } = await strandline('engine', 'list', '--verify');
  expect(stdout).toMatch(/^ort {3}cpu {5}yes {2}built in/);
});

test('without a network it ends with 1, the size before and what to do after', async () => {
  const { code, stderr } = await strandline('engine', 'install', 'tfjs');
  expect(code).toBe(1);
  expect(stderr).toMatch(/MB to download, \d+ MB on disk[^]*there is no connection[^]*--from FOLDER/);
});

test('a folder without the wheels ends with 1 and names them', async () => {
  const { code, stdout } = await strandline(
    'engine',
    'install',
    'tfjs',
    '--from',
    temporaryFolder(),
    '--json',
  );
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    error: { code: 'not-found', files: [expect.stringMatching(/^tensorflow.*2\.21\.0.*\.whl$/)] },
  });
});

test('what is not there is removed without complaint, and an unknown name is a usage error', async () => {
  expect(await strandlineJson('engine', 'remove', 'tfjs-cuda')).toEqual({ removed: false });
  expect((await strandline('engine', 'remove', 'caffe')).code).toBe(2);
});
