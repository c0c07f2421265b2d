import type { ChildProcess } from 'node:child_process';
import { entryFile } from '#host/processes/entries.ts';
import { exitReason } from '#host/processes/exit-reason.ts';
import { forkWorker } from '#host/processes/fork.ts';
import { type WireError, fromWireError } from '#shared/errors.ts';
import type { CheckedPhoto } from './checked-photo.ts';

/** What the process is asked. */
export interface PhotoTask {
  readonly bytes: Uint8Array;
  readonly name: string | undefined;
}

export type PhotoAnswer = { readonly checked: CheckedPhoto } | { readonly error: WireError };

/** A picture of 100 megapixels takes some seconds. */
const patienceMs = 120_000;
/** It is started for the first picture, and ends when there was none for a while. */
const idleMs = 15_000;
/** Pictures are decoded one at a time in each. */
const processes = 2;

/** One process, which decodes one picture at a time; where a picture ends it, there is another for the next. */
class PhotoProcess {
  #child: ChildProcess | undefined;
  #idle: NodeJS.Timeout | undefined;
  #before: Promise<unknown> = Promise.resolve();
  /** Pictures that wait or are decoded. */
  waiting = 0;

  check(task: PhotoTask): Promise<CheckedPhoto> {
    this.waiting += 1;
    const result = this.#before.then(() => this.#ask(task)).finally(() => (this.waiting -= 1));
    this.#before = result.catch(() => undefined);
    return result;
  }

  async #ask(task: PhotoTask): Promise<CheckedPhoto> {
    clearTimeout(this.#idle);
    const child = (this.#child ??= this.#start());
    child.ref();
    child.channel?.ref();
    try {
      const answer = await answerOf(child, task);
      if ('error' in answer) throw fromWireError(answer.error);
      return answer.checked;
    } finally {
      // Whoever has nothing else to do shall not wait for it.
      child.unref();
      child.channel?.unref();
      this.#idle = setTimeout(() => child.kill(), idleMs).unref();
    }
  }

  #start(): ChildProcess {
    const child = forkWorker(entryFile('photo-worker'));
    child.stderr?.resume();
    child.once('exit', () => {
      if (this.#child === child) this.#child = undefined;
    });
    return child;
  }
}

/** @throws Error with the end of a sentence where the process comes to no answer. */
function answerOf(child: ChildProcess, task: PhotoTask): Promise<PhotoAnswer> {
  return new Promise((resolve, reject) => {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      child.kill('SIGKILL');
    }, patienceMs);
    const settle = (): void => {
      clearTimeout(timer);
      child.off('message', onMessage);
      child.off('exit', onExit);
      child.off('error', onError);
    };
    const onMessage = (answer: PhotoAnswer): void => {
      settle();
      resolve(answer);
    };
    const onExit = (code: number | null, signal: NodeJS.Signals | null): void => {
      settle();
      const how = isLate ? `it takes longer than ${patienceMs / 1000} seconds` : ended(code, signal);
      reject(new Error(how));
    };
    const onError = (error: Error): void => {
      settle();
      reject(error);
    };
    child.on('message', onMessage);
    child.on('exit', onExit);
    child.on('error', onError);
    child.send(task, () => undefined);
  });
}

function ended(code: number | null, signal: NodeJS.Signals | null): string {
  // So its own guard ends it.
  if (signal === 'SIGKILL') return 'it needs more memory than a picture may take';
  return `it ended the process that decoded it (${exitReason(code, signal)})`;
}

const pool: PhotoProcess[] = [];

/** Checks a photo in a process that may die of it. @throws StrandlineError, or Error where there is no answer. */
export function checkApart(bytes: Uint8Array, name: string | undefined): Promise<CheckedPhoto> {
  if (pool.length === 0) pool.push(...Array.from({ length: processes }, () => new PhotoProcess()));
  const free = pool.reduce((least, one) => (one.waiting < least.waiting ? one : least));
  return free.check({ bytes, name });
}
