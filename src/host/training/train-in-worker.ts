import type { ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { entryFile } from '#host/processes/entries.ts';
import { exitReason } from '#host/processes/exit-reason.ts';
import { forkWorker, lastWords } from '#host/processes/fork.ts';
import { StrandlineError, type WireError, fromWireError } from '#shared/errors.ts';
import type { EpochRecord, TrainingPlan, TrainingResult } from '#shared/learning/plan.ts';
import type { Place } from '#shared/learning/place.ts';
import type { OnProgress } from '#shared/progress.ts';
import { cudaProviderEnvironment } from './libraries/cuda-provider.ts';
import { forgetPlaces } from './devices/remembered.ts';
import type { TrainingHooks } from './training-hooks.ts';

/** What the worker is told: one plan, and perhaps that it shall stop. */
export type ToTrainer = { readonly kind: 'train'; readonly plan: TrainingPlan } | { readonly kind: 'cancel' };

type Answer =
  | { readonly kind: 'done'; readonly result: TrainingResult }
  | { readonly kind: 'failed'; readonly error: WireError };

/** What the worker says. */
export type FromTrainer =
  | Answer
  | { readonly kind: 'progress'; readonly report: Parameters<OnProgress>[0] }
  | { readonly kind: 'epoch'; readonly record: EpochRecord }
  | { readonly kind: 'place'; readonly place: Place };

export interface WorkerOptions {
  /** The worker's entry file. Default: this program's own. */
  readonly entry?: string;
  /** How long a cancelled or finished worker may take to end by itself, in milliseconds. */
  readonly graceMs?: number;
}

/**
 * `runTraining` in a worker of its own, so that browsing and classifying go on. It is a process, not a thread: ending a
 * thread in the middle of an inference of onnxruntime-node aborts the whole program, a process can be ended at any moment.
 *
 * A cancel is cooperative first, then forced. The promise settles once the worker has gone, so nothing is written
 * behind the caller's back.
 *
 * @throws StrandlineError as `runTraining`, and `internal` where the worker crashed.
 */
export async function trainInWorker(
  plan: TrainingPlan,
  hooks: TrainingHooks,
  { entry, graceMs = 10_000 }: WorkerOptions = {},
): Promise<TrainingResult> {
  const { signal } = hooks;
  signal.throwIfAborted();
  const child = forkWorker(entry ?? entryFile('training-worker'), {
    env: { ...pictureThreads(), ...process.env, ...cudaProviderEnvironment() },
  });
  const complaint = lastWords(child);
  let place: Place | undefined;
  let grace: NodeJS.Timeout | undefined;
  const endSoon = (): void => {
    grace ??= setTimeout(() => child.kill('SIGKILL'), graceMs);
  };
  const cancel = (): void => {
    tell(child, { kind: 'cancel' });
    endSoon();
  };
  let answer: Answer | { readonly kind: 'hook-failed'; readonly error: unknown } | undefined;
  child.on('message', (message: FromTrainer) => {
    try {
      if (message.kind === 'progress') hooks.onProgress(message.report);
      else if (message.kind === 'epoch') hooks.onEpoch(message.record);
      else if (message.kind === 'place') {
        place = message.place;
        hooks.onPlace?.(message.place);
      } else {
        answer ??= message;
        endSoon();
      }
    } catch (error) {
      // A full disk, say, while the caller wrote the epoch down: the run cannot go on, and the caller must hear why.
      answer ??= { kind: 'hook-failed', error };
      cancel();
    }
  });
  signal.addEventListener('abort', cancel, { once: true });
  tell(child, { kind: 'train', plan });
  try {
    const reason = await goneOf(child);
    if (answer?.kind === 'done') return answer.result;
    if (answer?.kind === 'failed') throw fromWireError(answer.error);
    if (answer?.kind === 'hook-failed') throw answer.error;
    if (signal.aborted) throw new StrandlineError('cancelled', 'The training was ended.');
    forgetPlaces();
    throw new StrandlineError('internal', crashText(reason, place), { reason, complaint: complaint() });
  } finally {
    clearTimeout(grace);
    signal.removeEventListener('abort', cancel);
  }
}

/** @param place where it was training; undefined where it had not come to that. */
export function crashText(reason: string, place: Place | undefined): string {
  const ended = `The training ended unexpectedly (${reason})`;
  if (place === undefined) return `${ended}. Start it again; photos that were looked at stay cached.`;
  const { engine, device } = place;
  const names = ['the built-in engine', 'TensorFlow'] as const;
  const [own, other] = engine === 'ort' ? names : names.toReversed();
  return `${ended} while ${own} computed on ${device}. It can be resumed from its last checkpoint (strandline resume LAB RUN), with ${other} too (--engine ${engine === 'ort' ? 'tfjs' : 'ort'}).`;
}

/** sharp works in Node's own threads, which are four wherever nobody says otherwise. */
function pictureThreads(): NodeJS.ProcessEnv {
  return { UV_THREADPOOL_SIZE: String(Math.max(4, availableParallelism())) };
}

function tell(child: ChildProcess, message: ToTrainer): void {
  // A child that has just ended cannot be written to; that it has gone tells the story.
  if (child.connected) child.send(message, () => undefined);
}

/** Waits until a process has ended and its last message has arrived. @returns how it ended, for a person. */
function goneOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => {
      const reason = exitReason(code, signal);
      if (child.connected) child.once('disconnect', () => resolve(reason));
      else resolve(reason);
    });
  });
}
