import { toBinary } from '@bufbuild/protobuf';
import { InferenceSession } from 'onnxruntime-node';
import { argmax } from '#shared/learning/metrics.ts';
import type { EpochRecord, Score, Side, TrainingItem } from '#shared/learning/plan.ts';
import type { Preprocessing } from '#shared/learning/preprocessing.ts';
import { type Random, seededRandom, shuffled } from '#shared/learning/random.ts';
import { type Recipe, learningRate } from '#shared/learning/recipe.ts';
import { targetDistribution } from './autodiff/loss.ts';
import type { Optimiser } from './autodiff/optimiser.ts';
import { trainingGraph } from './autodiff/training-graph.ts';
import { photoBatches } from './batches.ts';
import { StepRunner } from './engine/step-runner.ts';
import { BestEpoch, classWeightsOf, scoreOf } from './epochs.ts';
import { rowsOf, runOnPhotos } from './infer.ts';
import { withParameters } from './network.ts';
import { type ModelProto, ModelProtoSchema } from './onnx/generated/onnx_pb.js';

/** Logits of one photo with its truth's place in the plan. */
export type PhotoLogits = ReadonlyMap<TrainingItem, readonly number[]>;

export interface TrainedNetwork {
  /** Of the best epoch, for inference. */
  readonly network: ModelProto;
  readonly epochs: EpochRecord[];
  readonly best: { epoch: number; valAcc: number | null };
  /** What the best network says of the validation and test photos. */
  readonly logits: PhotoLogits;
}

interface Hooks {
  readonly signal: AbortSignal;
  readonly onEpoch: (record: EpochRecord) => void;
  /** Photos trained on so far, and in all epochs together. */
  readonly onPhotos: (done: number, total: number) => void;
}

/** Seeds of the epochs lie far apart, so that those of neighbouring runs do not meet. */
const seedStride = 1_000_003;

/**
 * Trains all layers of a network by SGD. Every epoch sees each training photo in a new augmented view, in a new order; the
 * photos that do not fill the last batch wait for another epoch's order (batch norm needs full batches). Every epoch is
 * scored on validation and test; the network of the best validation accuracy is kept.
 *
 * The order and the views depend on the seed and the epoch alone, so a run repeats.
 *
 * @param network with an output `logits`.
 * @throws StrandlineError `unsupported` naming operators without a gradient rule, `bad-argument` where the loss leaves the
 *   numbers, `photo-unreadable`; the reason of `signal` once it is aborted.
 */
export async function trainNetwork(
  network: ModelProto,
  items: readonly TrainingItem[],
  classes: number,
  recipe: Recipe,
  preprocessing: Preprocessing,
  { signal, onEpoch, onPhotos }: Hooks,
): Promise<TrainedNetwork> {
  const of = (side: Side): TrainingItem[] => items.filter((item) => item.side === side);
  const train = of('train');
  const held = { val: of('val'), test: of('test') };
  const batchSize = Math.min(recipe.batchSize, train.length);
  const perEpoch = Math.floor(train.length / batchSize) * batchSize;
  const truths = train.map(({ classIndex }) => classIndex);
  const classWeights = classWeightsOf(truths, classes, recipe.classWeights);
  const { momentum, weightDecay } = recipe;
  const optimiser: Optimiser = { kind: 'sgd', momentum, weightDecay, nesterov: false };
  const graph = trainingGraph(network, { batchSize, imageSize: recipe.imageSize, optimiser });
  const runner = await StepRunner.create(graph, optimiser);
  const kept = new BestEpoch<Pick<TrainedNetwork, 'network' | 'logits'>>();
  try {
    for (let epoch = 1; epoch <= recipe.epochs; epoch += 1) {
      const lr = learningRate(recipe, epoch);
      const random = seededRandom(recipe.seed + epoch * seedStride);
      const order = shuffled(train, random).slice(0, perEpoch);
      const view = epoch + recipe.seed * seedStride;
      const tally = new Tally();
      for await (const { items: batch, images } of photoBatches(order, batchSize, preprocessing, view)) {
        signal.throwIfAborted();
        tally.add(batch, await step(runner, { batch, images, classWeights, lr, random }));
        onPhotos((epoch - 1) * perEpoch + tally.count, recipe.epochs * perEpoch);
      }
      const current = withParameters(network, runner.state());
      const logits = await judge(current, [...held.val, ...held.test], preprocessing, signal);
      const record: EpochRecord = { epoch, lr, train: tally.score() };
      for (const side of ['val', 'test'] as const) {
        const photos = held[side].map((item) => ({
          logits: logits.get(item) ?? [],
          truth: item.classIndex,
        }));
        if (photos.length > 0) record[side] = scoreOf(photos, classWeights);
      }
      kept.add(record, recipe.lr, () => ({ network: current, logits }));
      onEpoch(record);
    }
  } finally {
    await runner.release();
  }
  const { epoch, valAcc, kept: best } = kept.best;
  return { ...best, epochs: kept.epochs, best: { epoch, valAcc } };
}

interface Step {
  readonly batch: readonly TrainingItem[];
  readonly images: Float32Array;
  readonly classWeights: readonly number[];
  readonly lr: number;
  readonly random: Random;
}

async function step(
  runner: StepRunner,
  { batch, images, classWeights, lr, random }: Step,
): Promise<{ loss: number; logits: Float32Array }> {
  const truths = batch.map(({ classIndex }) => classIndex);
  const targets = targetDistribution(truths, { classWeights, labelSmoothing: 0 });
  return runner.step({ images, targets }, lr, random);
}

/** Loss and accuracy as they were batch by batch, averaged over the photos, as PyTorch scripts do. */
class Tally {
  count = 0;
  #loss = 0;
  #right = 0;

  add(batch: readonly TrainingItem[], { loss, logits }: { loss: number; logits: Float32Array }): void {
    const rows = rowsOf(logits, batch.length);
    const right = batch.filter(({ classIndex }, row) => argmax(Array.from(rows[row] ?? [])) === classIndex);
    this.#right += right.length;
    this.count += batch.length;
    this.#loss += loss * batch.length;
  }

  score(): Score {
    return { loss: this.#loss / this.count, acc: this.#right / this.count };
  }
}

const judgedAtOnce = 8;

/** What a network says of photos as they are. */
async function judge(
  network: ModelProto,
  items: readonly TrainingItem[],
  preprocessing: Preprocessing,
  signal: AbortSignal,
): Promise<PhotoLogits> {
  const session = await InferenceSession.create(toBinary(ModelProtoSchema, network), { logSeverityLevel: 3 });
  const found = new Map<TrainingItem, number[]>();
  try {
    for await (const { items: batch, images } of photoBatches(items, judgedAtOnce, preprocessing, 0)) {
      signal.throwIfAborted();
      const rows = await runOnPhotos(session, images, preprocessing.imageSize, 'logits');
      batch.forEach((item, row) => found.set(item, Array.from(rows[row] ?? [])));
    }
  } finally {
    await session.release();
  }
  return found;
}
