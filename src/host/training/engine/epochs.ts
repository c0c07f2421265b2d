import { StrandlineError } from '#shared/errors.ts';
import { argmax, logSoftmax } from '#shared/learning/figures/metrics.ts';
import type { EpochRecord, Score } from '#shared/learning/plan.ts';

/** What is kept of the best epoch. */
export interface Best<Kept> {
  readonly epoch: number;
  readonly kept: Kept;
}

/** Epochs so far, and what was kept of the best of them. */
export class BestEpoch<Kept> {
  readonly epochs: EpochRecord[];
  #best: Best<Kept> | undefined;

  /** @param epochs of a run that goes on, with its best one. */
  constructor(epochs: readonly EpochRecord[] = [], best?: Best<Kept>) {
    this.epochs = [...epochs];
    this.#best = best;
  }

  /**
   * Files an epoch; `keep` is called where it is the best so far by validation accuracy (of equals, the one with the lower
   * validation loss). Without a validation side every later epoch is better.
   *
   * @throws StrandlineError `diverged` where a loss of any side is no number.
   */
  async add(record: EpochRecord, keep: () => Kept | Promise<Kept>): Promise<void> {
    const losses = [record.train, record.val, record.test].flatMap((score) => score?.loss ?? []);
    refuseDiverged(losses, record.epoch, record.lr);
    const best = this.epochs.find(({ epoch }) => epoch === this.#best?.epoch);
    this.epochs.push(record);
    if (best === undefined || isBetter(record.val, best.val))
      this.#best = { epoch: record.epoch, kept: await keep() };
  }

  /** @throws RangeError before the first epoch. */
  get best(): Best<Kept> {
    if (this.#best === undefined) throw new RangeError('a recipe has at least one epoch');
    return this.#best;
  }

  /** As the result of a run tells it. */
  get summary(): { epoch: number; valAcc: number | null } {
    const { epoch } = this.best;
    return { epoch, valAcc: this.epochs.find((one) => one.epoch === epoch)?.val?.acc ?? null };
  }

  /** Whether so many epochs have gone by without a better one; 0 never tires. */
  isTired(patience: number): boolean {
    return patience > 0 && this.epochs.length - this.best.epoch >= patience;
  }
}

function isBetter(candidate: Score | undefined, best: Score | undefined): boolean {
  if (candidate === undefined || best === undefined) return true;
  return candidate.acc > best.acc || (candidate.acc === best.acc && candidate.loss < best.loss);
}

/**
 * @param values losses, or the logits or weights that they are worked out from.
 * @throws StrandlineError `diverged` where one of them is no number, or infinite.
 */
export function refuseDiverged(values: readonly number[] | Float32Array, epoch: number, lr: number): void {
  if (values.every((value) => Number.isFinite(value))) return;
  throw new StrandlineError(
    'diverged',
    `The training diverged in epoch ${epoch}: its loss is no longer a number. The learning rate, ${lr}, is too high for it.`,
    { epoch, lr },
  );
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

/** Sums over the photos of an epoch that have been trained on. */
export interface Sums {
  readonly photos: number;
  readonly loss: number;
  readonly right: number;
}

/** Loss and accuracy as they were batch by batch, averaged over the photos, as PyTorch scripts do. */
export class Tally {
  #sums: Sums;

  constructor(sums: Sums = { photos: 0, loss: 0, right: 0 }) {
    this.#sums = sums;
  }

  get sums(): Sums {
    return this.#sums;
  }

  /** @param loss the batch's mean. @param logits one row per photo. */
  add(truths: readonly number[], loss: number, logits: readonly Float32Array[]): void {
    const right = truths.filter((truth, row) => argmax(Array.from(logits[row] ?? [])) === truth).length;
    const { photos, loss: sum, right: before } = this.#sums;
    this.#sums = {
      photos: photos + truths.length,
      loss: sum + loss * truths.length,
      right: before + right,
    };
  }

  score(): Score {
    const { photos, loss, right } = this.#sums;
    return { loss: loss / photos, acc: right / photos };
  }
}
