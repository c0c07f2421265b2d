/** The worker process of one training run. */
import { answerTask } from '#host/processes/answer-task.ts';
import { trainingPlanSchema } from '#shared/learning/plan.ts';
import type { FromTrainer, ToTrainer } from './train-in-worker.ts';
import { runTraining } from './trainer.ts';

answerTask({
  cancelled: 'The training was cancelled.',
  work: ({ plan }: ToTrainer, { signal, say }: { signal: AbortSignal; say: (said: FromTrainer) => void }) =>
    runTraining(trainingPlanSchema.parse(plan), {
      signal,
      onProgress: (report) => say({ kind: 'progress', report }),
      onEpoch: (record) => say({ kind: 'epoch', record }),
      onPlace: (place) => say({ kind: 'place', place }),
    }),
});
