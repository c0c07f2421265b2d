import type { ChildProcess } from 'node:child_process';
import { StrandlineError, type WireError, fromWireError } from '#shared/errors.ts';
import type { OnProgress } from '#shared/progress.ts';
import type { DetectorReport } from '#shared/trays/detector-report.ts';
import { entryFile } from '#host/processes/entries.ts';
import { exitReason } from '#host/processes/exit-reason.ts';
import { forkWorker, lastWords } from '#host/processes/fork.ts';
import type { AnnotatedPicture, DetectorHooks, TrainDetectorOptions, TrainedDetector } from './detector.ts';

/** What a worker is to do. */
export type DetectorTask =
  | {
      readonly kind: 'train';
      readonly pictures: readonly AnnotatedPicture[];
      readonly options: TrainDetectorOptions;
    }
  | { readonly kind: 'evaluate'; readonly detector: string; readonly pictures: readonly AnnotatedPicture[] };

export type ToDetectorWorker =
  { readonly kind: 'work'; readonly task: DetectorTask } | { readonly kind: 'cancel' };

export type FromDetectorWorker =
  | { readonly kind: 'done'; readonly report: DetectorReport }
  | { readonly kind: 'failed'; readonly error: WireError }
  | { readonly kind: 'progress'; readonly report: Parameters<OnProgress>[0] };

/**
 * `trainDetector` in a process of its own, so that the lab goes on answering.
 *
 * @throws StrandlineError as `trainDetector`, and `internal` where the worker crashed.
 */
export async function trainDetectorInWorker(
  pictures: readonly AnnotatedPicture[],
  options: TrainDetectorOptions,
  hooks: DetectorHooks,
): Promise<TrainedDetector> {
  return { file: options.out, report: await inWorker({ kind: 'train', pictures, options }, hooks) };
}

/**
 * `evaluateDetector` of a file in a process of its own.
 *
 * @throws StrandlineError as `evaluateDetector` and `readDetector`, and `internal` where the worker crashed.
 */
export function evaluateDetectorInWorker(
  detector: string,
  pictures: readonly AnnotatedPicture[],
  hooks: DetectorHooks,
): Promise<DetectorReport> {
  return inWorker({ kind: 'evaluate', detector, pictures }, hooks);
}

/** How long a cancelled or finished worker may take to end by itself, in milliseconds. */
const graceMs = 10_000;

async function inWorker(task: DetectorTask, { signal, onProgress }: DetectorHooks): Promise<DetectorReport> {
  signal.throwIfAborted();
  const child = forkWorker(entryFile('detector-worker'));
  const complaint = lastWords(child);
  let answer: Exclude<FromDetectorWorker, { kind: 'progress' }> | undefined;
  let grace: NodeJS.Timeout | undefined;
  const endSoon = (): void => {
    grace ??= setTimeout(() => child.kill('SIGKILL'), graceMs);
  };
  const cancel = (): void => {
    tell(child, { kind: 'cancel' });
    endSoon();
  };
  child.on('message', (message: FromDetectorWorker) => {
    if (message.kind === 'progress') onProgress(message.report);
    else {
      answer ??= message;
      endSoon();
    }
  });
  signal.addEventListener('abort', cancel, { once: true });
  tell(child, { kind: 'work', task });
  try {
    const reason = await goneOf(child);
    if (answer?.kind === 'done') return answer.report;
    if (answer?.kind === 'failed') throw fromWireError(answer.error);
    if (signal.aborted) throw new StrandlineError('cancelled', 'The work on the detector was ended.');
    const text = `The work on the detector ended unexpectedly (${reason}). Start it again.`;
    throw new StrandlineError('internal', text, { reason, complaint: complaint() });
  } finally {
    clearTimeout(grace);
    signal.removeEventListener('abort', cancel);
  }
}

function tell(child: ChildProcess, message: ToDetectorWorker): void {
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
