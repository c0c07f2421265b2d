import type { ChildProcess } from 'node:child_process';
import { StrandlineError, type WireError, fromWireError } from '#shared/errors.ts';
import { exitReason } from './exit-reason.ts';
import { forkWorker, lastWords } from './fork.ts';

/** The last that a worker says of its task. */
export type Outcome<Result> =
  { readonly kind: 'done'; readonly result: Result } | { readonly kind: 'failed'; readonly error: WireError };

/** What a worker is told besides its task. */
export interface Cancel {
  readonly kind: 'cancel';
}

interface TaskOptions<Said> {
  readonly signal: AbortSignal;
  /** Told what the worker says on its way. What this throws ends the worker, and is thrown. */
  readonly onSaid: (said: Said) => void;
  /** What the worker finds in its environment. Default: what this process does. */
  readonly env?: NodeJS.ProcessEnv;
  /** How long a cancelled or finished worker may take to end by itself, in milliseconds. Default: ten seconds. */
  readonly graceMs?: number;
  /** Where it was cancelled and did not say so itself, in a sentence. */
  readonly ended: string;
  /** Where it crashed, in a sentence. @param reason how it ended. */
  readonly crashed: (reason: string) => string;
}

/**
 * Gives one task to a process of its own, which answers by `answerTask`.
 *
 * A cancel is cooperative first, then forced. The promise settles once the worker has gone, so nothing is written behind the
 * caller's back.
 *
 * @param entry the worker's file.
 * @throws what the worker threw, what `onSaid` threw, `cancelled`, and `internal` where the worker crashed; the reason of
 *   `signal` where it was aborted before.
 */
export async function oneTask<Result, Said extends { readonly kind: string }>(
  entry: string,
  task: object,
  { signal, onSaid, env, graceMs = 10_000, ended, crashed }: TaskOptions<Said>,
): Promise<Result> {
  signal.throwIfAborted();
  const child = forkWorker(entry, env === undefined ? {} : { env });
  const complaint = lastWords(child);
  let grace: NodeJS.Timeout | undefined;
  const endSoon = (): void => {
    grace ??= setTimeout(() => child.kill('SIGKILL'), graceMs);
  };
  const cancel = (): void => {
    tell(child, { kind: 'cancel' } satisfies Cancel);
    endSoon();
  };
  let outcome: Outcome<Result> | { readonly kind: 'hook-failed'; readonly error: unknown } | undefined;
  child.on('message', (message: Outcome<Result> | Said) => {
    if (isOutcome(message)) {
      outcome ??= message;
      endSoon();
      return;
    }
    try {
      onSaid(message);
    } catch (error) {
      // A full disk, say, while the caller wrote it down: the task cannot go on, and the caller must hear why.
      outcome ??= { kind: 'hook-failed', error };
      cancel();
    }
  });
  signal.addEventListener('abort', cancel, { once: true });
  tell(child, task);
  try {
    const reason = await goneOf(child);
    if (outcome?.kind === 'done') return outcome.result;
    if (outcome?.kind === 'failed') throw fromWireError(outcome.error);
    if (outcome?.kind === 'hook-failed') throw outcome.error;
    if (signal.aborted) throw new StrandlineError('cancelled', ended);
    throw new StrandlineError('internal', crashed(reason), { reason, complaint: complaint() });
  } finally {
    clearTimeout(grace);
    signal.removeEventListener('abort', cancel);
  }
}

function isOutcome<Result>(message: Outcome<Result> | { readonly kind: string }): message is Outcome<Result> {
  return message.kind === 'done' || message.kind === 'failed';
}

function tell(child: ChildProcess, message: object): void {
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
