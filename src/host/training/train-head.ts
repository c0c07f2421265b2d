import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EpochRecord, Score, Side, TrainingItem } from '#shared/learning/plan.ts';
import { seededRandom, shuffled } from '#shared/learning/random.ts';
import type { Recipe } from '#shared/learning/recipe.ts';
import { learningRate } from '#shared/learning/schedule.ts';
import { fitStandardisation, standardised } from '#shared/learning/standardisation.ts';
import { BestEpoch, classWeightsOf, scoreOf } from './epochs.ts';
import type { PhotoFeatures } from './features/features.ts';
import { type LinearHead, foldStandardisation, headLogits, zeroHead } from '#host/onnx/head.ts';
import { type HeadExample, HeadTrainer, copyHead } from './head.ts';

export interface TrainedHead {
  /** Of the best epoch, for features as the backbone gives them. */
  readonly head: LinearHead;
  readonly epochs: EpochRecord[];
  readonly best: { epoch: number; valAcc: number | null };
}

interface Hooks {
  readonly signal: AbortSignal;
  readonly onEpoch: (record: EpochRecord) => void;
}

/**
 * Trains a linear head on features; every epoch is scored on all three sides, and the head of the best validation accuracy
 * is kept (of equals, the one with the lower validation loss). Without validation photos the last epoch is kept.
 *
 * @throws StrandlineError `diverged` where the learning rate is so high that the loss leaves the numbers; the reason of
 *   `signal` once it is aborted.
 */
export async function trainHead(
  items: readonly TrainingItem[],
  features: readonly PhotoFeatures[],
  classes: number,
  recipe: Recipe,
  { signal, onEpoch }: Hooks,
): Promise<TrainedHead> {
  const rows = items.map((item, index) => ({ item, views: features[index] ?? [] }));
  const trainRows = rows.filter(({ item }) => item.side === 'train').flatMap(({ views }) => views);
  const featureSize = trainRows[0]?.length ?? 0;
  const scale = fitStandardisation(trainRows, featureSize);
  const examplesOf = (side: Side): HeadExample[] =>
    rows
      .filter(({ item }) => item.side === side)
      .flatMap(({ item, views }) =>
        views.map((view) => ({ x: standardised(scale, view), truth: item.classIndex })),
      );
  const train = examplesOf('train');
  const held = { val: examplesOf('val'), test: examplesOf('test') };

  const head = zeroHead(classes, featureSize);
  const truths = train.map(({ truth }) => truth);
  const weights = classWeightsOf(truths, classes, recipe.classWeights);
  const { momentum, weightDecay } = recipe;
  const trainer = new HeadTrainer(head, { momentum, weightDecay, classWeights: weights });
  const random = seededRandom(recipe.seed);
  const kept = new BestEpoch<LinearHead>();

  for (let epoch = 1; epoch <= recipe.epochs; epoch += 1) {
    // Between epochs the process listens: to a cancel, among others.
    await nextTurn();
    signal.throwIfAborted();
    const lr = learningRate(recipe, epoch - 1);
    const record: EpochRecord = {
      epoch,
      lr,
      train: trainEpoch(trainer, shuffled(train, random), recipe.batchSize, lr),
    };
    for (const side of ['val', 'test'] as const) {
      if (held[side].length > 0) record[side] = score(head, held[side], weights);
    }
    kept.add(record, () => copyHead(head));
    onEpoch(record);
    if (kept.isTired(recipe.patience)) break;
  }
  return {
    epochs: kept.epochs,
    best: kept.summary,
    head: foldStandardisation(kept.best.kept, scale),
  };
}

/** One pass. @returns loss and accuracy as they were batch by batch, averaged over the examples, as PyTorch scripts do. */
function trainEpoch(
  trainer: HeadTrainer,
  examples: readonly HeadExample[],
  batchSize: number,
  lr: number,
): Score {
  let loss = 0;
  let right = 0;
  for (let start = 0; start < examples.length; start += batchSize) {
    const batch = examples.slice(start, start + batchSize);
    const before = trainer.step(batch, lr);
    loss += before.loss * batch.length;
    right += before.acc * batch.length;
  }
  return { loss: loss / examples.length, acc: right / examples.length };
}

function score(head: LinearHead, examples: readonly HeadExample[], weights: readonly number[]): Score {
  return scoreOf(
    examples.map(({ x, truth }) => ({ logits: headLogits(head, x), truth })),
    weights,
  );
}
