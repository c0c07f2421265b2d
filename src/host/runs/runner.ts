import { existsSync } from 'node:fs';
import type { Hooks } from '#host/catalogue/hooks.ts';
import { leaveHere, takeHere } from '#host/training/attempt.ts';
import { trainInWorker } from '#host/training/train-in-worker.ts';
import type { Place } from '#shared/learning/place.ts';
import type { EpochRecord, TrainingItem, TrainingPlan, TrainingResult } from '#shared/learning/plan.ts';
import type { OnProgress } from '#shared/progress.ts';
import type { Trained } from './run-folder.ts';
import { type Part, workPlanFile } from './work/work-plan.ts';

/** A run that is to be trained. */
export interface PlannedRun {
  readonly run: number;
  /** But for its photos: where runs are sent elsewhere there are a thousand at once. */
  readonly plan: Omit<TrainingPlan, 'items'>;
  readonly items: readonly TrainingItem[];
  /** Whose list of photos the plan's items are of, and which of them. */
  readonly photos: Trained;
  /** Absent: all. Made where it is written down, since a thousand are large. */
  readonly part?: () => Part;
}

/** What a runner tells of the runs that it was given. */
export interface RunnerHooks<Run extends PlannedRun> extends Pick<Hooks, 'signal'> {
  /** @param run the one that it is about; absent: all of them. */
  readonly onProgress: (report: Parameters<OnProgress>[0], run?: Run) => void;
  /** It waits for its turn. */
  readonly onWaiting: (run: Run) => void;
  readonly onStarted: (run: Run) => void;
  readonly onEpoch: (run: Run, record: EpochRecord) => void;
  readonly onPlace: (run: Run, place: Place) => void;
  /** It has ended, and what came of it is to be booked before the runner says anything else. */
  readonly onResult: (run: Run, result: TrainingResult) => Promise<void>;
  /** It has failed, or was interrupted by something else than `signal`. */
  readonly onFailed: (run: Run, error: unknown, state: 'failed' | 'interrupted') => void;
}

/** Where runs are trained: here, or on another computer. */
export interface Runner {
  /**
   * Trains runs, in whatever order and as many at once as it may.
   *
   * @param runs made one by one where they are trained one by one.
   * @throws what a run failed with, told by `onFailed` before; the reason of `signal` once it is aborted.
   */
  train<Run extends PlannedRun>(runs: Iterable<Run>, hooks: RunnerHooks<Run>): Promise<void>;
}

/**
 * Trains in a process of this computer, one run after another; the first that fails ends it. A run that was sent to other
 * computers before is taken from them.
 */
export const localRunner: Runner = {
  train: async (runs, { signal, ...hooks }) => {
    for (const run of runs) {
      hooks.onStarted(run);
      try {
        const result = await heldHere({ ...run.plan, items: [...run.items] }, (plan) =>
          trainInWorker(plan, {
            signal,
            onProgress: (report) => hooks.onProgress(report, run),
            onEpoch: (record) => hooks.onEpoch(run, record),
            onPlace: (place) => hooks.onPlace(run, place),
          }),
        );
        await hooks.onResult(run, result);
      } catch (error) {
        if (!signal.aborted) hooks.onFailed(run, error, 'failed');
        throw error;
      }
    }
  },
};

async function heldHere<T>(plan: TrainingPlan, train: (plan: TrainingPlan) => Promise<T>): Promise<T> {
  const { runDir } = plan;
  if (!existsSync(workPlanFile(runDir))) return train(plan);
  const attempt = await takeHere(runDir);
  try {
    return await train({ ...plan, attempt });
  } finally {
    leaveHere(runDir, attempt);
  }
}
