import type { EpochRecord, Side, TrainingItem } from '#shared/learning/plan.ts';
import type { Device, EngineName, SettledRecipe } from '#shared/learning/recipe.ts';
import { learningRate } from '#shared/learning/schedule.ts';
import { targetDistribution } from '../step/targets.ts';
import { type Checkpoints, Checkpointer } from '../checkpoints/checkpointer.ts';
import type { Checkpoint, KeptNetwork } from '../checkpoints/checkpoint.ts';
import type { Engine, Step } from './engine.ts';
import { openEngine } from './open-engine.ts';
import type { TrainingHooks } from '../training-hooks.ts';
import { BestEpoch, Tally, classWeightsOf, refuseDiverged, scoreOf } from './epochs.ts';
import { rowsOf } from '#host/onnx/tensor.ts';
import { parameterNames, withParameters } from '#host/onnx/network.ts';
import type { ModelProto } from '#host/onnx/generated/onnx_pb.js';
import { epochRandom } from './epoch-random.ts';
import type { ExampleBatch, TrainingData } from './training-data.ts';

export interface TrainedNetwork {
  /** Of the best epoch, for inference. */
  readonly network: ModelProto;
  readonly epochs: EpochRecord[];
  readonly best: { epoch: number; valAcc: number | null };
  /** What the best network says of the validation and test photos. */
  readonly logits: ReadonlyMap<TrainingItem, readonly number[]>;
}

export interface NetworkTraining {
  /** With an output `logits`. */
  readonly network: ModelProto;
  readonly data: TrainingData;
  readonly classes: number;
  readonly recipe: SettledRecipe;
  /** Default: the built-in one. */
  readonly engine?: EngineName;
  readonly device: Device;
  /** Where to go on from. */
  readonly resumed?: Checkpoint | undefined;
  /** Where to write checkpoints to, and how often within an epoch. Default: a training of seconds has none. */
  readonly checkpoints?: Checkpoints;
}

export interface LoopHooks extends Pick<TrainingHooks, 'signal' | 'onEpoch' | 'onSteps'> {
  /** Examples trained on so far, and in all epochs together. */
  readonly onExamples?: (done: number, total: number) => void;
}

/**
 * Trains a network. Every epoch is scored on validation and test; the network of the best validation accuracy is kept.
 *
 * What an epoch does depends on the seed, the epoch and the batch alone, so a run repeats, and one that goes on from a
 * checkpoint ends where it would have ended without the break. A checkpoint is written after every epoch, every so often, and
 * when the run is stopped.
 *
 * @throws StrandlineError `unsupported` naming operators without a gradient rule, `diverged` where the loss leaves the
 *   numbers (the checkpoint before it stays), `photo-unreadable`; the reason of `signal` once it is aborted.
 */
export async function trainNetwork(training: NetworkTraining, hooks: LoopHooks): Promise<TrainedNetwork> {
  const { network, data, recipe, engine: name, device, resumed } = training;
  const batchSize = Math.min(recipe.batchSize, data.truths.length);
  const { inputShape, normalisation } = data;
  const engine = await openEngine(network, recipe, {
    ...{ batchSize, inputShape, normalisation, device },
    ...(name !== undefined && { engine: name }),
  });
  try {
    if (resumed !== undefined) await engine.restore(resumed.state);
    const kept = new BestEpoch<KeptNetwork>(resumed?.epochs, resumed?.best);
    await new EpochLoop(training, hooks, { batchSize, engine, kept }).run();
    const { parameters, logits } = kept.best.kept;
    return {
      network: withParameters(network, parameters),
      epochs: kept.epochs,
      best: kept.summary,
      logits: new Map(data.held.map((item, index) => [item, logits[index] ?? []])),
    };
  } finally {
    await engine.release();
  }
}

interface LoopParts {
  readonly batchSize: number;
  readonly engine: Engine;
  readonly kept: BestEpoch<KeptNetwork>;
}

/** The epochs of one training, from its beginning or from a checkpoint to its end. */
class EpochLoop {
  readonly #training: NetworkTraining;
  readonly #hooks: LoopHooks;
  readonly #parts: LoopParts;
  readonly #classWeights: readonly number[];
  readonly #perEpoch: number;
  readonly #checkpointer: Checkpointer | undefined;
  #epoch: number;
  #tally: Tally;

  constructor(training: NetworkTraining, hooks: LoopHooks, parts: LoopParts) {
    const { data, classes, recipe, resumed, checkpoints } = training;
    this.#training = training;
    this.#hooks = hooks;
    this.#parts = parts;
    this.#classWeights = classWeightsOf(data.truths, classes, recipe.classWeights);
    this.#perEpoch = data.perEpoch(parts.batchSize);
    this.#epoch = resumed?.epoch ?? 1;
    this.#tally = new Tally(resumed?.sums);
    this.#checkpointer = checkpoints && new Checkpointer(checkpoints, resumed?.seconds ?? 0);
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
    const { data, recipe } = this.#training;
    const { batchSize, engine } = this.#parts;
    const batches = data.batches(this.#epoch, batchSize, this.#tally.sums.photos, engine.stepsAtOnce);
    for await (const group of grouped(batches, engine.stepsAtOnce)) {
      this.#hooks.signal.throwIfAborted();
      await this.#take(group);
      this.#hooks.onExamples?.(
        (this.#epoch - 1) * this.#perEpoch + this.#tally.sums.photos,
        recipe.epochs * this.#perEpoch,
      );
      if (this.#checkpointer?.isDue()) await this.#save(this.#epoch);
    }
  }

  async #take(batches: readonly ExampleBatch[]): Promise<void> {
    const { engine, batchSize } = this.#parts;
    let { photos } = this.#tally.sums;
    const steps = batches.map((batch) => {
      const step = this.#stepOf(batch, photos);
      photos += batch.truths.length;
      return step;
    });
    const before = this.#tally.sums;
    const results = await engine.run(steps);
    results.forEach(({ loss, logits }, index) => {
      refuseDiverged([loss], this.#epoch, steps[index]?.lr ?? 0);
      this.#tally.add(batches[index]?.truths ?? [], loss, rowsOf(logits, batchSize));
    });
    const { photos: done, loss } = this.#tally.sums;
    this.#hooks.onSteps?.({
      at: this.#epoch - 1 + done / this.#perEpoch,
      loss: (loss - before.loss) / (done - before.photos),
      photos: done - before.photos,
    });
  }

  /** @param photos of this epoch that come before the batch. */
  #stepOf({ truths, input }: ExampleBatch, photos: number): Step {
    const { recipe } = this.#training;
    const targets = targetDistribution(truths, {
      classWeights: this.#classWeights,
      labelSmoothing: recipe.labelSmoothing,
      rows: this.#parts.batchSize,
    });
    const lr = learningRate(recipe, this.#epoch - 1 + photos / this.#perEpoch);
    return { input, targets, lr, random: epochRandom(recipe.seed, this.#epoch, 1 + photos) };
  }

  async #scoreEpoch(): Promise<void> {
    const { network, recipe } = this.#training;
    const { engine, kept } = this.#parts;
    const logits = await this.#predicted();
    const lr = learningRate(recipe, this.#epoch - 1);
    // A loss can be a number where a logit is none: minus infinity for a class that is not the true one.
    for (const row of logits) refuseDiverged(row, this.#epoch, lr);
    const record: EpochRecord = {
      epoch: this.#epoch,
      lr,
      train: this.#tally.score(),
      ...this.#score('val', logits),
      ...this.#score('test', logits),
    };
    await kept.add(record, async () => {
      const names = parameterNames(network);
      const { tensors } = await engine.state();
      return { parameters: new Map([...tensors].filter(([name]) => names.has(name))), logits };
    });
    this.#hooks.onEpoch(record);
  }

  /** What the network says of the photos of validation and test. */
  async #predicted(): Promise<number[][]> {
    const rows: number[][] = [];
    for await (const input of this.#training.data.heldInputs()) {
      this.#hooks.signal.throwIfAborted();
      rows.push(...(await this.#parts.engine.evaluate(input)).map((row) => Array.from(row)));
    }
    return rows;
  }

  #score(side: Exclude<Side, 'train'>, logits: readonly (readonly number[])[]): Partial<EpochRecord> {
    const photos = this.#training.data.held.flatMap((item, index) =>
      item.side === side ? [{ logits: logits[index] ?? [], truth: item.classIndex }] : [],
    );
    return photos.length === 0 ? {} : { [side]: scoreOf(photos, this.#classWeights) };
  }

  async #save(epoch: number): Promise<void> {
    const { engine, kept } = this.#parts;
    await this.#checkpointer?.save({
      epoch,
      sums: this.#tally.sums,
      epochs: kept.epochs,
      best: kept.epochs.length === 0 ? undefined : kept.best,
      engine: this.#training.engine ?? 'ort',
      device: this.#training.device,
      state: await engine.state(),
    });
  }
}

/** Several batches at a time; the last group may be smaller. */
async function* grouped<T>(items: AsyncIterable<T> | Iterable<T>, size: number): AsyncGenerator<T[]> {
  let group: T[] = [];
  for await (const item of items) {
    group.push(item);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
