import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { StrandlineError, type WireError, fromWireError } from '#shared/errors.ts';
import type { EpochRecord, TrainingPlan, TrainingResult } from '#shared/learning/plan.ts';
import type { ReportProgress } from '#shared/progress.ts';
import type { TrainingHooks } from './trainer.ts';

/** What the worker says. */
export type FromTrainer =
  | { readonly kind: 'progress'; readonly report: Parameters<ReportProgress>[0] }
  | { readonly kind: 'epoch'; readonly record: EpochRecord }
  | { readonly kind: 'done'; readonly result: TrainingResult }
  | { readonly kind: 'failed'; readonly error: WireError };

/** How long a cancelled run may take to stop by itself before its thread is ended. */
const graceMs = 10_000;

/**
 * `runTraining` in a worker thread of its own. A cancel is cooperative first, then forced; a crash of the thread is an
 * error like any other.
 */
export async function trainInWorker(
  plan: TrainingPlan,
  { signal, onProgress, onEpoch }: TrainingHooks,
): Promise<TrainingResult> {
  signal.throwIfAborted();
  // Beside this module, as source or as the build has it.
  const worker = new Worker(new URL(`./training-worker${extname(import.meta.url)}`, import.meta.url), {
    workerData: plan,
  });
  const outcome = Promise.withResolvers<TrainingResult>();
  let grace: NodeJS.Timeout | undefined;
  const cancel = (): void => {
    worker.postMessage('cancel');
    grace = setTimeout(() => void worker.terminate(), graceMs);
  };
  signal.addEventListener('abort', cancel, { once: true });
  worker.on('message', (message: FromTrainer) => {
    if (message.kind === 'progress') onProgress(message.report);
    else if (message.kind === 'epoch') onEpoch(message.record);
    else if (message.kind === 'done') outcome.resolve(message.result);
    else outcome.reject(fromWireError(message.error));
  });
  worker.on('error', (error) => outcome.reject(crashed(error.message)));
  worker.on('exit', (code) => {
    // After an answer this changes nothing: a promise is settled once.
    outcome.reject(
      signal.aborted
        ? new StrandlineError('cancelled', 'The training was ended.')
        : crashed(`exit status ${code}`),
    );
  });
  try {
    return await outcome.promise;
  } finally {
    clearTimeout(grace);
    signal.removeEventListener('abort', cancel);
  }
}

function crashed(reason: string): StrandlineError {
  return new StrandlineError(
    'internal',
    `The training ended unexpectedly (${reason}). Start it again; photos that were looked at stay cached.`,
  );
}
