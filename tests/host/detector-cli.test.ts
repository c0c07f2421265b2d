import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { trainDetectorInWorker } from '#host/detector/detector-process.ts';
import { readYoloFolder } from '#host/detector/yolo-folder.ts';
import { temporaryFolder } from '../support/labs.ts';
import { randomPhoto, writeTree } from '../support/photos.ts';
import { strandline } from '../support/strandline.ts';

/** A folder of annotated pictures. @property line of the first picture's labels. */
async function annotated({ pictures = 4, line = '0 0.5 0.5 0.2 0.2' } = {}): Promise<string> {
  const folder = temporaryFolder();
  for (let index = 0; index < pictures; index += 1)
    await writeTree(folder, {
      [`images/${index}.jpg`]: await randomPhoto(index),
      [`labels/${index}.txt`]: index === 0 ? line : '0 0.5 0.5 0.2 0.2',
    });
  return folder;
}

test('the command line says what is wrong with pictures, lines and detectors, and writes nothing', async () => {
  const few = await annotated({ pictures: 1 });
  const wrong = await annotated({ line: '0 0.5 0.5 0.2 0.2\n0 0.5 nan 0.2 0.2' });
  const out = join(temporaryFolder(), 'detector.onnx');
  const ended = await Promise.all([
    strandline('detector', 'train', few, '--out', out),
    strandline('detector', 'train', wrong, '--out', out),
    strandline('detector', 'evaluate', join(few, 'labels/0.txt'), few),
  ]);
  const [tooFew, badLine, noDetector] = ended.map(({ stderr }) => stderr);
  expect(ended.map(({ code, stdout }) => [code, stdout])).toEqual([
    [2, ''],
    [2, ''],
    [1, ''],
  ]);
  expect(tooFew).toContain('learns from 4 annotated pictures at least; there is 1');
  expect(badLine).toContain(`Line 2 of ${join(wrong, 'labels/0.txt')} is no box: "nan" is no number`);
  expect(noDetector).toContain('not an ONNX model');
  expect(existsSync(out)).toBe(false);
});

/** The worker that this process has started, by its id. */
function workerOf(parent: number): number | undefined {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((id) => {
      try {
        const isOurs =
          readFileSync(`/proc/${id}/stat`, 'utf8').split(') ')[1]?.split(' ')[1] === String(parent);
        return isOurs && readFileSync(`/proc/${id}/cmdline`, 'utf8').includes('detector-worker');
      } catch {
        return false;
      }
    });
}

test('a training that is cancelled ends, and leaves no file', async () => {
  const pictures = await readYoloFolder(await annotated());
  const out = join(temporaryFolder(), 'detector.onnx');
  const stop = new AbortController();
  const phases: string[] = [];
  const training = trainDetectorInWorker(
    pictures,
    { out },
    {
      signal: stop.signal,
      onProgress: ({ phase }) => {
        phases.push(phase);
        stop.abort(new Error('stop'));
      },
    },
  );
  await expect(training).rejects.toMatchObject({ code: 'cancelled' });
  expect(phases[0]).toBe('Reading trays');
  expect(existsSync(out)).toBe(false);
});

test.skipIf(process.platform !== 'linux')(
  'a worker that is killed is told of, and leaves no file',
  async () => {
    const pictures = await readYoloFolder(await annotated());
    const out = join(temporaryFolder(), 'detector.onnx');
    const training = trainDetectorInWorker(
      pictures,
      { out },
      {
        signal: new AbortController().signal,
        onProgress: () => {
          const worker = workerOf(process.pid);
          if (worker !== undefined) process.kill(worker, 'SIGKILL');
        },
      },
    );
    await expect(training).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('ended unexpectedly') as string,
    });
    expect(existsSync(out)).toBe(false);
  },
);
