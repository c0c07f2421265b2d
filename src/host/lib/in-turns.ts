import { setImmediate } from 'node:timers/promises';

/** Work that stops for a moment wherever it yields: whoever does it may let others go first. */
export type Turns<T> = Generator<undefined, T, undefined>;

/** Does it at once. */
export function atOnce<T>(work: Turns<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

/** For so long others wait, in milliseconds, if each part of the work is as short. */
const turn = 15;

/** Does it in turns with whatever else this thread has to do. @throws the reason of the signal. */
export async function inTurns<T>(work: Turns<T>, signal?: AbortSignal): Promise<T> {
  let since = performance.now();
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    if (performance.now() - since < turn) continue;
    await setImmediate();
    signal?.throwIfAborted();
    since = performance.now();
  }
}
