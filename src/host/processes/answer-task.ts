import { setPriority } from 'node:os';
import { StrandlineError, toWireError } from '#shared/errors.ts';
import type { Cancel, Outcome } from './one-task.ts';

/** Slightly below other programs; more would starve a night's run on a busy computer. */
const niceness = 5;

interface Doing<Task, Result, Said> {
  /** What a cancelled task failed with, in a sentence. */
  readonly cancelled: string;
  readonly work: (
    task: Task,
    hooks: { readonly signal: AbortSignal; readonly say: (said: Said) => void },
  ) => Promise<Result>;
}

/** The other side of `oneTask`: this process does one task, says how it goes, and ends. It never outlives its parent. */
export function answerTask<
  Task extends { readonly kind: string },
  Result,
  Said extends { readonly kind: string },
>({ cancelled, work }: Doing<Task, Result, Said>): void {
  const controller = new AbortController();
  const say = (said: Said): void => void process.send?.(said);
  const outcomeOf = async (task: Task): Promise<Outcome<Result>> => {
    try {
      return { kind: 'done', result: await work(task, { signal: controller.signal, say }) };
    } catch (error) {
      return { kind: 'failed', error: toWireError(error) };
    }
  };
  const answer = async (task: Task): Promise<void> => {
    const outcome = await outcomeOf(task);
    // Only once it has been written: what still waits when the channel is closed is lost, and a result can be large.
    process.send?.(outcome, undefined, undefined, () => process.disconnect());
  };
  process.on('message', (message: Task | Cancel) => {
    if (isCancel(message)) controller.abort(new StrandlineError('cancelled', cancelled));
    else void answer(message);
  });
  process.once('disconnect', () => process.exit());
  // A console's Ctrl-C reaches the whole group; the parent decides what it means.
  process.on('SIGINT', () => undefined);
  // Slurm tells every process of a job that its time is over: a training keeps a checkpoint then.
  process.on('SIGTERM', () => controller.abort(new StrandlineError('cancelled', cancelled)));
  // Whoever browses or classifies meanwhile comes first.
  setPriority(niceness);
}

function isCancel(message: { readonly kind: string }): message is Cancel {
  return message.kind === 'cancel';
}
