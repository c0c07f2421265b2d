import { type WireError, fromWireError } from '#shared/errors.ts';
import { exitReason } from './exit-reason.ts';
import { forkWorker } from './fork.ts';

/** What a process may take before it is stopped. */
export interface Limits {
  readonly seconds: number;
  /** Of memory, whoever took it: JavaScript, or a library beneath it. */
  readonly bytes: number;
}

/** What it is asked, with what it needs to stop itself. */
export interface LimitedTask {
  readonly task: unknown;
  readonly limits: Limits;
}

/** What it says. */
export type LimitedAnswer = { readonly value: unknown } | { readonly error: WireError };

const mebibyte = 1024 ** 2;

/**
 * Asks a process of its own one question about what came from elsewhere, which may hold it for ever, ask for any amount of
 * memory, or take it down.
 *
 * @param entry its file, which calls `answerLimited`.
 * @throws StrandlineError that it answers with; Error with the end of a sentence ("it needs more than …") where it did not
 *   come to an answer.
 */
export async function askLimited<Answer>(entry: string, task: object, limits: Limits): Promise<Answer> {
  const heap = Math.ceil(limits.bytes / mebibyte);
  const child = forkWorker(entry, {
    execArgv: [`--max-old-space-size=${heap}`],
    timeout: limits.seconds * 1000,
    killSignal: 'SIGTERM',
  });
  let answer: LimitedAnswer | undefined;
  child.on('message', (message: LimitedAnswer) => (answer = message));
  // Its last words are a stack of a library's; nobody can do anything with them.
  child.stderr?.resume();
  child.send({ task, limits } satisfies LimitedTask, () => undefined);
  const ended = await new Promise<Ended>((resolve) => {
    child.once('error', ({ message }) => resolve({ code: null, signal: null, message }));
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  if (answer === undefined) throw new Error(whyWithout(ended, limits));
  if ('error' in answer) throw fromWireError(answer.error);
  return answer.value as Answer;
}

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly message?: string;
}

/** How a process ends that is out of memory: stopped by its own guard, or by V8, which calls `abort`. */
const outOfMemory: readonly unknown[] = ['SIGKILL', 'SIGABRT', 134];

function whyWithout({ code, signal, message }: Ended, { seconds, bytes }: Limits): string {
  if (message !== undefined) return message;
  if (signal === 'SIGTERM') return `it takes longer than ${seconds} seconds`;
  if (outOfMemory.includes(signal) || outOfMemory.includes(code))
    return `it needs more than ${Math.round(bytes / mebibyte).toLocaleString('en')} MiB of memory`;
  return `the process that looked at it ended by itself (${exitReason(code, signal)})`;
}
