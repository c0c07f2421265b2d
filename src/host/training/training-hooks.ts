import type { EpochRecord } from '#shared/learning/plan.ts';
import type { Place } from '#shared/learning/place.ts';
import type { StepLoss } from '#shared/learning/step-loss.ts';
import type { OnProgress } from '#shared/progress.ts';

/** How a training is steered and watched. */
export interface TrainingHooks {
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
  readonly onEpoch: (record: EpochRecord) => void;
  /** The loss of steps of a whole network, as often as they are taken; whoever hears it thins it out. */
  readonly onSteps?: (steps: StepLoss & { readonly photos: number }) => void;
  /** Where it trains, once that has been found out. */
  readonly onPlace?: (place: Place) => void;
}
