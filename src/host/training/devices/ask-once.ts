import { exitReason } from '#host/processes/exit-reason.ts';
import { forkWorker, lastWords } from '#host/processes/fork.ts';
import { cudaProviderEnvironment } from '../libraries/cuda-provider.ts';
import type { ErrorCode } from '#shared/errors.ts';

/** Why there is no answer. */
export interface Failure {
  /** In the words of whoever failed. */
  readonly failure: string;
  /** Of an error of ours. */
  readonly code?: ErrorCode;
}

export interface AskOptions {
  /** A graphics card's shaders are compiled first, which may take a minute. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
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
  { timeoutMs = 120_000, signal, env = {} }: AskOptions = {},
): Promise<Answer | Failure> {
  signal?.throwIfAborted();
  const child = forkWorker(entry, {
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    env: { ...process.env, ...cudaProviderEnvironment(), ...env },
  });
  const words = lastWords(child);
  const kill = (): void => void child.kill('SIGKILL');
  signal?.addEventListener('abort', kill, { once: true });
  let answer: Answer | Failure | undefined;
  child.on('message', (message: Answer | Failure) => (answer = message));
  child.send(task, () => undefined);
  const ended = await new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, stop) => resolve(exitReason(code, stop)));
  });
  signal?.removeEventListener('abort', kill);
  signal?.throwIfAborted();
  if (answer === undefined) return { failure: `the probe ended by itself (${ended}). ${words()}`.trim() };
  // What is said by a code needs no other words.
  if (!('failure' in answer) || answer.code !== undefined) return answer;
  return { failure: `${answer.failure} ${words()}`.trim() };
}
