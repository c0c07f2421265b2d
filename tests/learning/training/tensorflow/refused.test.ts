import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { openTensorFlow } from '#host/training/tensorflow/open-tensorflow.ts';
import { temporaryFolder } from '../../../support/labs.ts';
import { refusal } from '../../../support/errors.ts';
import { tensorFlowIsMissing, testTensorFlow } from '../../../support/tensorflow-library.ts';

test.skipIf(tensorFlowIsMissing)('a library that is damaged is refused in words', async () => {
  const folder = temporaryFolder();
  const files = testTensorFlow.files.map((file) => join(folder, basename(file)));
  for (const file of files) await writeFile(file, 'half of it');
  const error = await refusal('device-unavailable', () => openTensorFlow({ ...testTensorFlow, files }));
  expect(error.message).toContain(`TensorFlow's library (${testTensorFlow.version}, ${folder}`);
  expect(error.message).toContain('cannot be loaded: it is damaged');
  expect(error.message).toMatch(/strandline engine install tfjs$/);
});

test('a library that is not there is refused in words', async () => {
  const error = await refusal('device-unavailable', () => openTensorFlow(undefined));
  expect(error.message).toMatch(/not on this computer.*strandline engine install tfjs$/);
});

test.skipIf(tensorFlowIsMissing)('CUDA is refused by a library without it', async () => {
  const error = await refusal('device-unavailable', () => openTensorFlow(testTensorFlow, { device: 'cuda' }));
  expect(error.message).toMatch(/the one without CUDA.*strandline engine install tfjs --cuda$/);
});

test.skipIf(tensorFlowIsMissing)(
  'nothing of what TensorFlow and its package print reaches the terminal',
  async () => {
    const program = `
    import { openTensorFlow } from '#host/training/tensorflow/open-tensorflow.ts';
    openTensorFlow(${JSON.stringify(testTensorFlow)}, { device: 'cpu' });
    process.stderr.write('open');`;
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [
      '--input-type=module',
      '-e',
      program,
    ]);
    expect([stdout, stderr]).toEqual(['', 'open']);
  },
);
