/**
 * The worker thread of one training run: takes a plan, tells how it goes, ends. Browsing and classifying go on beside it.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { StrandlineError, toWireError } from '#shared/errors.ts';
import { trainingPlanSchema } from '#shared/learning/plan.ts';
import type { FromTrainer } from './train-in-worker.ts';
import { runTraining } from './trainer.ts';

const controller = new AbortController();
const post = (message: FromTrainer): void => parentPort?.postMessage(message);

parentPort?.on('message', () =>
  controller.abort(new StrandlineError('cancelled', 'The training was cancelled.')),
);
try {
  const result = await runTraining(trainingPlanSchema.parse(workerData), {
    signal: controller.signal,
    onProgress: (report) => post({ kind: 'progress', report }),
    onEpoch: (record) => post({ kind: 'epoch', record }),
  });
  post({ kind: 'done', result });
} catch (error) {
  post({ kind: 'failed', error: toWireError(error) });
}
parentPort?.close();
