import { StrandlineError } from '#shared/errors.ts';
import type { Failure } from './ask-once.ts';

/** The other side of `askOnce`: answers the first message and ends. It never outlives its parent. */
export function answerOnce<Task, Answer extends object>(answer: (task: Task) => Promise<Answer>): void {
  process.once('disconnect', () => process.exit());
  process.once('message', (task: Task) => {
    void answer(task)
      .catch((error: unknown): Failure => failureOf(error))
      .then((said) => process.send?.(said, () => process.exit()));
  });
}

/** What was thrown, as it crosses the border of a process. */
export function failureOf(error: unknown): Failure {
  const failure = error instanceof Error ? error.message : String(error);
  return error instanceof StrandlineError ? { failure, code: error.code } : { failure };
}
