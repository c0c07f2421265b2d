/** The other side of `askOnce`: answers the first message and ends. It never outlives its parent. */
export function answerOnce<Task, Answer extends object>(answer: (task: Task) => Promise<Answer>): void {
  process.once('disconnect', () => process.exit());
  process.once('message', (task: Task) => {
    void answer(task)
      .catch((error: unknown): { failure: string } => ({
        failure: error instanceof Error ? error.message : String(error),
      }))
      .then((said) => process.send?.(said, () => process.exit()));
  });
}
