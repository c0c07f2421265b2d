import { StrandlineError } from '#shared/errors.ts';
import { argmax, logSoftmax } from '#shared/learning/metrics.ts';
import type { EpochRecord, Score } from '#shared/learning/plan.ts';

/** Epochs so far, and what was kept of the best of them. */
export class BestEpoch<Kept> {
  readonly epochs: EpochRecord[] = [];
  #best: { epoch: number; score: Score | undefined; kept: Kept } | undefined;

  /**
   * Files an epoch; `keep` is called where it is the best so far by validation accuracy (of equals, the one with the lower
   * validation loss). Without a validation side every later epoch is better.
   *
   * @throws StrandlineError `bad-argument` where the training has left the numbers.
   */
  add(record: EpochRecord, lr: number, keep: () => Kept): void {
    if (!Number.isFinite(record.train.loss)) {
      throw new StrandlineError(
        'bad-argument',
        `The training diverged in epoch ${record.epoch}: its loss is no longer a number. Choose a learning rate below ${lr}.`,
      );
    }
    this.epochs.push(record);
    if (this.#best === undefined || isBetter(record.val, this.#best.score))
      this.#best = { epoch: record.epoch, score: record.val, kept: keep() };
  }

  /** @throws RangeError before the first epoch. */
  get best(): { epoch: number; valAcc: number | null; kept: Kept } {
    if (this.#best === undefined) throw new RangeError('a recipe has at least one epoch');
    const { epoch, score, kept } = this.#best;
    return { epoch, valAcc: score?.acc ?? null, kept };
  }
}

function isBetter(candidate: Score | undefined, best: Score | undefined): boolean {
  if (candidate === undefined || best === undefined) return true;
  return candidate.acc > best.acc || (candidate.acc === best.acc && candidate.loss < best.loss);
}

/**
 * The weight of each class in the loss: 1, or balanced, the inverse of each class's share as scikit-learn has it:
 * n / (classes * n_class); absent classes weigh 1.
 */
export function classWeightsOf(truths: readonly number[], classes: number, balanced: boolean): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const truth of truths) counts[truth] = (counts[truth] ?? 0) + 1;
  return counts.map((count) => (count === 0 || !balanced ? 1 : truths.length / (classes * count)));
}

/** torch.nn.CrossEntropyLoss with class weights, and accuracy. */
export function scoreOf(
  photos: readonly { readonly logits: readonly number[]; readonly truth: number }[],
  classWeights: readonly number[],
): Score {
  const total = photos.reduce((sum, { truth }) => sum + (classWeights[truth] ?? 1), 0);
  let loss = 0;
  let right = 0;
  for (const { logits, truth } of photos) {
    loss -= ((classWeights[truth] ?? 1) / total) * (logSoftmax(logits)[truth] ?? 0);
    right += argmax(logits) === truth ? 1 : 0;
  }
  return { loss, acc: right / photos.length };
}
