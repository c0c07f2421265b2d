import type { EpochRecord } from '#shared/learning/plan.ts';
import type { ReportProgress } from '#shared/progress.ts';

/** How a training is steered and watched. */
export interface TrainingHooks {
  readonly signal: AbortSignal;
  readonly onProgress: ReportProgress;
  readonly onEpoch: (record: EpochRecord) => void;
}
