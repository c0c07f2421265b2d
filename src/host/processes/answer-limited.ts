import { toWireError } from '#shared/errors.ts';
import { guardMemory } from './guard-memory.ts';
import type { LimitedAnswer, LimitedTask } from './limited.ts';

/** The other side of `askLimited`: answers the first message and ends, at the latest at its limits. */
export function answerLimited<Task, Answer>(answer: (task: Task) => Promise<Answer>): void {
  process.once('disconnect', () => process.exit());
  process.once('message', ({ task, limits: { seconds, bytes } }: LimitedTask) => {
    // What waits for nothing any more shall end, rather than be waited for.
    process.channel?.unref();
    guardMemory({ bytes, until: Date.now() + (seconds + 1) * 1000 });
    void Promise.resolve(task as Task)
      .then(answer)
      .then(
        (value): LimitedAnswer => ({ value }),
        (error: unknown): LimitedAnswer => ({ error: toWireError(error) }),
      )
      .then((said) => process.send?.(said, () => process.exit()));
  });
}
