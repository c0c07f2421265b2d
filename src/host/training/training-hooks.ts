import type { EpochRecord } from '#shared/learning/plan.ts';
import type { Device } from '#shared/learning/recipe.ts';
import type { OnProgress } from '#shared/progress.ts';

/** How a training is steered and watched. */
export interface TrainingHooks {
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
  readonly onEpoch: (record: EpochRecord) => void;
  /** Where it trains, once that has been found out. */
  readonly onDevice?: (device: Device) => void;
}
