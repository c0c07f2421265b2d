import type { EngineName } from '#shared/learning/recipe.ts';
import type { Random } from '#shared/learning/random.ts';
import type { FloatTensor } from '#host/onnx/tensor.ts';

/** Examples as an engine takes them: bytes of photos [n, side, side, 3], or feature vectors [n, length]. */
export type Examples = Uint8Array | Float32Array;

/** One step of the optimiser that is to be taken. */
export interface Step {
  /** As many as the batch size says. */
  readonly input: Examples;
  /** [n, classes], see `targetDistribution`; of another loss, see `losses`. */
  readonly targets: Float32Array;
  readonly lr: number;
  /** Draws the dropout masks; needed where the network has any. */
  readonly random?: Random;
}

export interface StepResult {
  readonly loss: number;
  /** [n, classes] or a heat map, row by row, before the step. */
  readonly logits: Float32Array;
}

/** What goes from step to step: parameters, the optimiser's values for them, running statistics; and how many steps. */
export interface TrainingState {
  readonly steps: number;
  readonly tensors: ReadonlyMap<string, FloatTensor>;
}

/**
 * What computes the steps of one training. Engines of one description take each other's states, so a run that was begun on
 * one goes on on another.
 */
export interface Engine {
  readonly name: EngineName;
  /** How many steps it takes best in one call. */
  readonly stepsAtOnce: number;
  /** Takes steps one after another, no more than `stepsAtOnce`. @returns the result of each. */
  run(steps: readonly Step[]): Promise<readonly StepResult[]>;
  /** A copy of the state. */
  state(): Promise<TrainingState>;
  /** Goes on from a state. @throws StrandlineError `bad-argument` where it is another network's. */
  restore(state: TrainingState): Promise<void>;
  /**
   * What the network says outside training, with the weights of now.
   *
   * @param input any number of examples.
   * @returns one row of logits per example.
   */
  evaluate(input: Examples): Promise<readonly Float32Array[]>;
  release(): Promise<void>;
}
