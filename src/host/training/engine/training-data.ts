import type { TrainingItem } from '#shared/learning/plan.ts';
import type { Normalisation } from '#host/onnx/pixel-input.ts';
import type { Examples } from './engine.ts';

/** Some training examples as the network takes them. */
export interface ExampleBatch {
  /** Class of each example; fewer than the batch size in a last batch that is not full. */
  readonly truths: readonly number[];
  /** As many as the batch size; rows beyond the examples count for nothing. */
  readonly input: Examples;
}

/** What a network is trained on and scored by: photos through all layers, or cached features through a head. */
export interface TrainingData {
  /** Class of each training example. */
  readonly truths: readonly number[];
  /** Sizes of one example as the network takes it. */
  readonly inputShape: readonly number[];
  /** Of photos, which come as bytes. */
  readonly normalisation?: Normalisation;
  /** How many training examples an epoch takes. */
  perEpoch(batchSize: number): number;
  /**
   * The training examples of an epoch in its order, batch by batch; asked for once per epoch, in turn.
   *
   * @param epoch counted from 1.
   * @param done how many of them a run that goes on has trained on already.
   * @param together how many batches are trained on at once; so many are prepared meanwhile.
   * @throws StrandlineError `photo-unreadable` naming the photo.
   */
  batches(
    epoch: number,
    batchSize: number,
    done: number,
    together: number,
  ): AsyncIterable<ExampleBatch> | Iterable<ExampleBatch>;
  /** Photos of validation and test. */
  readonly held: readonly TrainingItem[];
  /** The held examples in their order, some at a time. @throws StrandlineError `photo-unreadable` naming the photo. */
  heldInputs(): AsyncIterable<Examples> | Iterable<Examples>;
}
