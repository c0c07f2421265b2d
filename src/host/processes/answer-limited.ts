import { Worker } from 'node:worker_threads';
import { toWireError } from '#shared/errors.ts';
import { entryFile } from './entries.ts';
import type { LimitedAnswer, LimitedTask } from './limited.ts';
import type { Guarded } from './limit-worker.ts';

/** The other side of `askLimited`: answers the first message and ends, at the latest at its limits. */
export function answerLimited<Task, Answer>(answer: (task: Task) => Promise<Answer>): void {
  process.once('disconnect', () => process.exit());
  process.once('message', ({ task, limits: { seconds, bytes } }: LimitedTask) => {
    // The thread that looks at the task may be held by a library: another one watches.
    const workerData: Guarded = { bytes, until: Date.now() + (seconds + 1) * 1000 };
    new Worker(entryFile('limit-worker'), { workerData }).unref();
    void Promise.resolve(task as Task)
      .then(answer)
      .then(
        (value): LimitedAnswer => ({ value }),
        (error: unknown): LimitedAnswer => ({ error: toWireError(error) }),
      )
      .then((said) => process.send?.(said, () => process.exit()));
  });
}
