import { existsSync } from 'node:fs';
import { StrandlineError } from '#shared/errors.ts';
import type { TrainingItem } from '#shared/learning/plan.ts';
import { type Recipe, byValidation } from '#shared/learning/recipe.ts';

/**
 * Refuses a recipe that this program cannot train, before anything is computed.
 *
 * @throws StrandlineError `unsupported`, `bad-argument`.
 */
export function refuseUntrainable({ engine, strategy, device, layerRates, weightDecay }: Recipe): void {
  if (!layerRates.some((rate) => rate > 0))
    throw new StrandlineError('bad-argument', 'All layer rates are 0: nothing would be trained.');
  if (strategy !== 'frozen' && weightDecay === byValidation) {
    throw new StrandlineError(
      'unsupported',
      `Validation chooses the weight decay where a head alone is trained, in seconds; give a number for "${strategy}".`,
    );
  }
  if (strategy === 'frozen' && device !== 'auto' && device !== 'cpu') {
    throw new StrandlineError(
      'unsupported',
      'The strategy "frozen" works on the processor: it looks at each photo once. Leave the device out.',
    );
  }
  if (strategy === 'frozen' && engine === 'tfjs') {
    throw new StrandlineError(
      'unsupported',
      'The strategy "frozen" trains a head alone, which the built-in engine does in seconds. Leave the engine out.',
    );
  }
}

/** @throws StrandlineError `not-enough-data` where there are no two classes to tell apart. */
export function refuseTooLittle(items: readonly TrainingItem[]): void {
  const train = items.filter(({ side }) => side === 'train');
  const classesSeen = new Set(train.map(({ classIndex }) => classIndex));
  if (train.length === 0) {
    throw new StrandlineError(
      'not-enough-data',
      'The split has no photos for training. Import more samples and split again.',
    );
  }
  if (classesSeen.size < 2) {
    throw new StrandlineError(
      'not-enough-data',
      'All training photos are of one class; a classifier needs at least two. Import samples of another class.',
    );
  }
}

/**
 * Refuses to begin where photos are gone, rather than fail on the first of them in the middle of the night.
 *
 * @throws StrandlineError `photo-unreadable` with how many, and the first.
 */
export function refuseMissing(items: readonly TrainingItem[]): void {
  const missing = items.filter(({ path }) => !existsSync(path));
  const [first] = missing;
  if (first === undefined) return;
  const areGone =
    missing.length === items.length
      ? 'None of this run’s photos is in the lab’s folder any more'
      : `${missing.length} of this run’s ${items.length} photos are not in the lab’s folder any more`;
  throw new StrandlineError(
    'photo-unreadable',
    `${areGone} (the first: ${first.path}). Copy them back from a backup, or draw the split again and start a new run.`,
    { missing: missing.length },
  );
}
