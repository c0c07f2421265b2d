/**
 * The worker process of one training run: is told a plan, says how it goes, ends. It never outlives its parent.
 */
import { setPriority } from 'node:os';
import { StrandlineError, toWireError } from '#shared/errors.ts';
import { type TrainingPlan, trainingPlanSchema } from '#shared/learning/plan.ts';
import type { FromTrainer, ToTrainer } from './train-in-worker.ts';
import { runTraining } from './trainer.ts';

/** Slightly below other programs; more would starve a night's run on a busy computer. */
const niceness = 5;

const controller = new AbortController();
const post = (message: FromTrainer): void => void process.send?.(message);

process.on('message', (message: ToTrainer) => {
  if (message.kind === 'train') void train(message.plan);
  else controller.abort(new StrandlineError('cancelled', 'The training was cancelled.'));
});
process.once('disconnect', () => process.exit());
// A console's Ctrl-C reaches the whole group; the parent decides what it means.
process.on('SIGINT', () => undefined);
// Whoever browses or classifies meanwhile comes first.
setPriority(niceness);

async function train(plan: TrainingPlan): Promise<void> {
  await postLast(await outcomeOf(plan));
  process.disconnect();
}

/** Resolves once it has been written: what still waits when the channel is closed is lost, and a result can be large. */
function postLast(message: FromTrainer): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined) resolve();
    else process.send(message, undefined, undefined, () => resolve());
  });
}

async function outcomeOf(plan: TrainingPlan): Promise<FromTrainer> {
  try {
    const result = await runTraining(trainingPlanSchema.parse(plan), {
      signal: controller.signal,
      onProgress: (report) => post({ kind: 'progress', report }),
      onEpoch: (record) => post({ kind: 'epoch', record }),
      onPlace: (place) => post({ kind: 'place', place }),
    });
    return { kind: 'done', result };
  } catch (error) {
    return { kind: 'failed', error: toWireError(error) };
  }
}
