import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { startNode } from '../support/children.ts';
import { temporaryFolder } from '../support/labs.ts';
import { program, strandline, strandlineJson } from '../support/strandline.ts';
import { tensorFlowIsMissing } from '../support/tensorflow-library.ts';
import { twoClassLab } from '../support/two-class-lab.ts';

/** Small enough that an epoch takes a second. */
const recipe = ['--strategy', 'fine-tune', '--device', 'cpu', '--image-size', '64', '--epochs', '3'];

beforeEach(() => {
  vi.stubEnv('STRANDLINE_HOME', temporaryFolder());
  return () => vi.unstubAllEnvs();
});

test('an engine that is asked for and not there ends with 1 and says how to get it', async () => {
  vi.stubEnv('STRANDLINE_ENGINES', join(temporaryFolder(), 'libraries'));
  const lab = await twoClassLab(5, 1);
  const { code, stderr } = await strandline('train', lab, ...recipe, '--engine', 'tfjs');
  expect(code).toBe(1);
  expect(stderr).toContain('strandline engine install tfjs');
  expect(await strandlineJson('runs', lab)).toMatchObject([{ state: 'failed' }]);
  // Left open, it is the built-in one.
  expect(await strandlineJson('train', lab, ...recipe)).toMatchObject({ engine: 'ort', device: 'cpu' });
});

test.skipIf(tensorFlowIsMissing)(
  'a run that TensorFlow began is killed, and ends with the built-in engine',
  async () => {
    const lab = await twoClassLab(10, 2);
    const { child, ended } = startNode([program, 'train', lab, ...recipe, '--engine', 'tfjs']);
    child.stderr?.on('data', (text: Buffer) => {
      if (/Training {2}[1-9]/.test(text.toString())) child.kill('SIGKILL');
    });
    expect((await ended).signal).toBe('SIGKILL');
    const resumed = await strandlineJson('resume', lab, '--engine', 'ort');
    expect(resumed).toMatchObject({ engine: 'ort', device: 'cpu', epochs: { length: 3 } });
    expect(await strandlineJson('train', lab, ...recipe, '--engine', 'tfjs')).toMatchObject({
      engine: 'tfjs',
      device: 'cpu',
    });
  },
);
