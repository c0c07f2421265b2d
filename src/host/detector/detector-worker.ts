/**
 * The worker process of a detector: is told what to train or to evaluate, says how it goes, ends. It never outlives its
 * parent.
 */
import { setPriority } from 'node:os';
import { StrandlineError, toWireError } from '#shared/errors.ts';
import { readDetector } from './detector-file.ts';
import type { DetectorTask, FromDetectorWorker, ToDetectorWorker } from './detector-process.ts';
import { evaluateDetector } from './find-by-detector.ts';
import { trainDetector } from './train-detector.ts';

/** Slightly below other programs. */
const niceness = 5;

const controller = new AbortController();
const post = (message: FromDetectorWorker): void => void process.send?.(message);

process.on('message', (message: ToDetectorWorker) => {
  if (message.kind === 'cancel')
    controller.abort(new StrandlineError('cancelled', 'The work on the detector was cancelled.'));
  else void work(message.task);
});
process.once('disconnect', () => process.exit());
// A console's Ctrl-C reaches the whole group; the parent decides what it means.
process.on('SIGINT', () => undefined);
setPriority(niceness);

async function work(task: DetectorTask): Promise<void> {
  const message = await outcomeOf(task);
  process.send?.(message, undefined, undefined, () => process.disconnect());
}

async function outcomeOf(task: DetectorTask): Promise<FromDetectorWorker> {
  const hooks = {
    signal: controller.signal,
    onProgress: (report: Parameters<Parameters<typeof evaluateDetector>[2]['onProgress']>[0]) =>
      post({ kind: 'progress', report }),
  };
  try {
    const report =
      task.kind === 'train'
        ? (await trainDetector(task.pictures, task.options, hooks)).report
        : await evaluateDetector(readDetector(task.detector), task.pictures, hooks);
    return { kind: 'done', report };
  } catch (error) {
    return { kind: 'failed', error: toWireError(error) };
  }
}
