import { exitReason } from '#host/processes/exit-reason.ts';
import { forkWorker, lastWords } from '#host/processes/fork.ts';

export interface AskOptions {
  /** A graphics card's shaders are compiled first, which may take a minute. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Asks a process of its own one question: a broken driver takes down whoever calls it. Never throws for the process's sake.
 *
 * @param entry its file; it answers the first message by one, and ends.
 * @returns the answer, or in `failure` what it said of itself.
 * @throws the reason of `signal` once it is aborted.
 */
export async function askOnce<Answer extends object>(
  entry: string,
  task: object,
  { timeoutMs = 120_000, signal }: AskOptions = {},
): Promise<Answer | { readonly failure: string }> {
  signal?.throwIfAborted();
  const child = forkWorker(entry, { timeout: timeoutMs, killSignal: 'SIGKILL' });
  const words = lastWords(child);
  const kill = (): void => void child.kill('SIGKILL');
  signal?.addEventListener('abort', kill, { once: true });
  let answer: Answer | { failure: string } | undefined;
  child.on('message', (message: Answer | { failure: string }) => (answer = message));
  child.send(task, () => undefined);
  const ended = await new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, stop) => resolve(exitReason(code, stop)));
  });
  signal?.removeEventListener('abort', kill);
  signal?.throwIfAborted();
  if (answer === undefined) return { failure: `the probe ended by itself (${ended}). ${words()}`.trim() };
  return 'failure' in answer ? { failure: `${answer.failure} ${words()}`.trim() } : answer;
}
