import type { EpochRecord, Side, TrainingItem } from '#shared/learning/plan.ts';
import { type Random, seededRandom, shuffled } from '#shared/learning/random.ts';
import type { Device, Recipe } from '#shared/learning/recipe.ts';
import { learningRate } from '#shared/learning/schedule.ts';
import { targetDistribution } from './autodiff/loss.ts';
import { Checkpointer } from './checkpoints/checkpointer.ts';
import type { Checkpoint, KeptNetwork } from './checkpoints/checkpoint.ts';
import type { StepRunner } from './engine/step-runner.ts';
import { openTrainingStep } from './engine/training-step.ts';
import { BestEpoch, Tally, classWeightsOf, refuseDiverged, scoreOf } from './epochs.ts';
import { rowsOf } from '#host/onnx/tensor.ts';
import { parameterNames, withParameters } from '#host/onnx/network.ts';
import type { ModelProto } from '#host/onnx/generated/onnx_pb.js';
import { photoBatches } from './views/batches.ts';
import { predictItems } from './views/predict-items.ts';
import type { ViewSource } from './views/view-maker.ts';

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

export interface NetworkTraining {
  /** With an output `logits`. */
  readonly network: ModelProto;
  readonly items: readonly TrainingItem[];
  readonly classes: number;
  readonly recipe: Recipe;
  readonly source: ViewSource;
  readonly device: Device;
  /** Where to go on from. */
  readonly resumed: Checkpoint | undefined;
  /** Where to write checkpoints to, and how often within an epoch. */
  readonly checkpoints: { readonly file: string; readonly everyMs: number };
}

interface Hooks {
  readonly signal: AbortSignal;
  readonly onEpoch: (record: EpochRecord) => void;
  /** Photos trained on so far, and in all epochs together. */
  readonly onPhotos: (done: number, total: number) => void;
}

/**
 * Trains all layers of a network. Every epoch sees each training photo in a new augmented view, in a new order; the photos
 * that do not fill the last batch wait for another epoch's order (batch norm needs full batches). Every epoch is scored on
 * validation and test; the network of the best validation accuracy is kept.
 *
 * The order, the views and the dropout masks depend on the seed, the epoch and the batch alone, so a run repeats, and one
 * that goes on from a checkpoint ends where it would have ended without the break. A checkpoint is written after every
 * epoch, every so often, and when the run is stopped.
 *
 * @throws StrandlineError `unsupported` naming operators without a gradient rule, `diverged` where the loss leaves the
 *   numbers (the checkpoint before it stays), `photo-unreadable`; the reason of `signal` once it is aborted.
 */
export async function trainNetwork(training: NetworkTraining, hooks: Hooks): Promise<TrainedNetwork> {
  const { network, items, recipe, device, resumed } = training;
  const sides = sidesOf(items);
  const batchSize = Math.min(recipe.batchSize, sides.train.length);
  const runner = await openTrainingStep(network, recipe, {
    batchSize,
    inputShape: [3, recipe.imageSize, recipe.imageSize],
    device,
  });
  try {
    if (resumed !== undefined) runner.restore(resumed.state);
    const kept = new BestEpoch<KeptNetwork>(resumed?.epochs, resumed?.best);
    await new EpochLoop(training, hooks, { sides, batchSize, runner, kept }).run();
    const { parameters, logits } = kept.best.kept;
    return {
      network: withParameters(network, parameters),
      epochs: kept.epochs,
      best: kept.summary,
      logits: new Map(sides.held.map((item, index) => [item, logits[index] ?? []])),
    };
  } finally {
    await runner.release();
  }
}

interface Sides {
  readonly train: readonly TrainingItem[];
  /** Validation and test. */
  readonly held: readonly TrainingItem[];
}

function sidesOf(items: readonly TrainingItem[]): Sides {
  return {
    train: items.filter(({ side }) => side === 'train'),
    held: items.filter(({ side }) => side !== 'train'),
  };
}

interface LoopParts {
  readonly sides: Sides;
  readonly batchSize: number;
  readonly runner: StepRunner;
  readonly kept: BestEpoch<KeptNetwork>;
}

/** The epochs of one training, from its beginning or from a checkpoint to its end. */
class EpochLoop {
  readonly #training: NetworkTraining;
  readonly #hooks: Hooks;
  readonly #parts: LoopParts;
  readonly #classWeights: readonly number[];
  readonly #perEpoch: number;
  readonly #checkpointer: Checkpointer;
  #epoch: number;
  #tally: Tally;

  constructor(training: NetworkTraining, hooks: Hooks, parts: LoopParts) {
    const { classes, recipe, resumed, checkpoints } = training;
    const { train } = parts.sides;
    this.#training = training;
    this.#hooks = hooks;
    this.#parts = parts;
    const truths = train.map(({ classIndex }) => classIndex);
    this.#classWeights = classWeightsOf(truths, classes, recipe.classWeights);
    this.#perEpoch = Math.floor(train.length / parts.batchSize) * parts.batchSize;
    this.#epoch = resumed?.epoch ?? 1;
    this.#tally = new Tally(resumed?.sums);
    this.#checkpointer = new Checkpointer(checkpoints, resumed?.seconds ?? 0);
  }

  async run(): Promise<void> {
    const { recipe } = this.#training;
    const { kept } = this.#parts;
    try {
      for (; this.#epoch <= recipe.epochs; this.#epoch += 1) {
        if (this.#epoch > 1 && kept.isTired(recipe.patience)) return;
        await this.#trainEpoch();
        await this.#scoreEpoch();
        this.#tally = new Tally();
        await this.#save(this.#epoch + 1);
      }
    } catch (error) {
      // Whoever stops a run, to pause it or for good, loses nothing.
      if (this.#hooks.signal.aborted) await this.#save(this.#epoch);
      throw error;
    }
  }

  async #trainEpoch(): Promise<void> {
    const { recipe, source } = this.#training;
    const { sides, batchSize } = this.#parts;
    const order = shuffled(sides.train, this.#random(0)).slice(this.#tally.sums.photos, this.#perEpoch);
    const view = viewOfEpoch(recipe, this.#epoch);
    for await (const { items, images } of photoBatches(order, batchSize, source, view)) {
      this.#hooks.signal.throwIfAborted();
      await this.#step(items, images);
      this.#hooks.onPhotos(
        (this.#epoch - 1) * this.#perEpoch + this.#tally.sums.photos,
        recipe.epochs * this.#perEpoch,
      );
      if (this.#checkpointer.isDue()) await this.#save(this.#epoch);
    }
  }

  async #step(items: readonly TrainingItem[], images: Float32Array): Promise<void> {
    const { recipe } = this.#training;
    const truths = items.map(({ classIndex }) => classIndex);
    const done = this.#epoch - 1 + this.#tally.sums.photos / this.#perEpoch;
    const lr = learningRate(recipe, done);
    const targets = targetDistribution(truths, {
      classWeights: this.#classWeights,
      labelSmoothing: recipe.labelSmoothing,
    });
    const random = this.#random(1 + this.#tally.sums.photos);
    const { loss, logits } = await this.#parts.runner.step({ input: images, targets }, lr, random);
    refuseDiverged(loss, this.#epoch, lr);
    this.#tally.add(truths, loss, rowsOf(logits, items.length));
  }

  async #scoreEpoch(): Promise<void> {
    const { network, recipe, source } = this.#training;
    const { sides, runner, kept } = this.#parts;
    const { tensors } = await runner.state();
    const names = parameterNames(network);
    const parameters = new Map([...tensors].filter(([name]) => names.has(name)));
    const logits = await predictItems(
      withParameters(network, parameters),
      sides.held,
      source,
      this.#hooks.signal,
    );
    const record: EpochRecord = {
      epoch: this.#epoch,
      lr: learningRate(recipe, this.#epoch - 1),
      train: this.#tally.score(),
      ...this.#score('val', logits),
      ...this.#score('test', logits),
    };
    kept.add(record, () => ({ parameters, logits }));
    this.#hooks.onEpoch(record);
  }

  #score(side: Exclude<Side, 'train'>, logits: readonly (readonly number[])[]): Partial<EpochRecord> {
    const photos = this.#parts.sides.held.flatMap((item, index) =>
      item.side === side ? [{ logits: logits[index] ?? [], truth: item.classIndex }] : [],
    );
    return photos.length === 0 ? {} : { [side]: scoreOf(photos, this.#classWeights) };
  }

  async #save(epoch: number): Promise<void> {
    const { runner, kept } = this.#parts;
    const best = kept.epochs.length === 0 ? undefined : kept.best;
    const position = { epoch, sums: this.#tally.sums, epochs: kept.epochs, best };
    await this.#checkpointer.save({
      ...position,
      device: this.#training.device,
      state: await runner.state(),
    });
  }

  /** @param part of the epoch: 0 draws its order, others the masks of its batches. */
  #random(part: number): Random {
    return seededRandom(this.#training.recipe.seed + this.#epoch * seedStride + part * partStride);
  }
}

/** The view of every training photo that an epoch sees. */
export function viewOfEpoch({ seed }: Pick<Recipe, 'seed'>, epoch: number): number {
  return epoch + seed * seedStride;
}

/** Seeds of epochs and batches lie far apart, so that those of neighbouring runs do not meet. */
const seedStride = 1_000_003;
const partStride = 7919;
