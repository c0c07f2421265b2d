import { setImmediate as nextTurn } from 'node:timers/promises';
import { logSoftmax } from '#shared/learning/figures/metrics.ts';
import { type LinearHead, headLogits, headNames } from '#host/onnx/head.ts';
import { type FloatTensor, rowsOf } from '#host/onnx/tensor.ts';
import { type Sgd, keptName } from '../step/optimiser.ts';
import type { Engine, Examples, Step, StepResult, TrainingState } from './engine.ts';
import { tensorsFor } from './state.ts';

interface NamedTensor extends FloatTensor {
  readonly name: string;
}

interface Parameter extends NamedTensor {
  readonly velocity: Float32Array;
  /** Summed in double precision, and 0 between steps. */
  readonly gradient: Float64Array;
}

/**
 * The training step of a linear head by torch.optim.SGD, written by hand: what the training graph does, without the time
 * that a call of onnxruntime takes, which for a small head is longer than the step.
 */
export class HeadEngine implements Engine {
  readonly name = 'ort';
  readonly stepsAtOnce = 1;
  readonly #sgd: Sgd;
  readonly #weight: Parameter;
  readonly #bias: Parameter;
  /** By the names that the training graph has for it. */
  readonly #state: ReadonlyMap<string, NamedTensor>;
  #steps = 0;

  constructor({ classes, featureSize, weight, bias }: LinearHead, sgd: Sgd) {
    this.#sgd = sgd;
    this.#weight = parameter(headNames.weight, [classes, featureSize], weight);
    this.#bias = parameter(headNames.bias, [classes], bias);
    const both = [this.#weight, this.#bias];
    const velocities = both.map(({ name, dims, velocity }) => ({
      name: keptName(name, 'velocity'),
      dims,
      data: velocity,
    }));
    const state = sgd.momentum === 0 ? both : [...both, ...velocities];
    this.#state = new Map(state.map((one) => [one.name, one]));
  }

  async run(steps: readonly Step[]): Promise<StepResult[]> {
    // As with onnxruntime, the process listens between steps: to a cancel, among others.
    await nextTurn();
    return steps.map((step) => this.#one(step));
  }

  #one({ input, targets, lr }: Step): StepResult {
    if (!(input instanceof Float32Array)) throw new TypeError('a head takes feature vectors');
    this.#steps += 1;
    const classes = this.#bias.data.length;
    const logits = this.#forward(input, targets.length / classes);
    const slopes = new Float64Array(targets.length);
    let loss = 0;
    for (let at = 0; at < targets.length; at += classes) {
      const mass = targets.subarray(at, at + classes).reduce((sum, target) => sum + target, 0);
      logSoftmax(Array.from(logits.subarray(at, at + classes))).forEach((log, c) => {
        const target = targets[at + c] ?? 0;
        loss -= target * log;
        slopes[at + c] = Math.exp(log) * mass - target;
      });
    }
    this.#backward(input, slopes);
    for (const one of [this.#weight, this.#bias]) descend(one, this.#sgd, lr);
    return { loss, logits };
  }

  // Both products take four rows at once, which is faster. Behind the last row nothing is read, and what is written is lost.

  /** @returns the logits [rows, classes], row by row. */
  #forward(input: Float32Array, rows: number): Float32Array {
    const [weight, bias] = [this.#weight.data, this.#bias.data];
    const classes = bias.length;
    const n = weight.length / classes;
    const logits = new Float32Array(rows * classes);
    for (let row = 0; row < rows; row += 4) {
      for (let c = 0; c < classes; c += 1) {
        let sum0 = bias[c] ?? 0;
        let [sum1, sum2, sum3] = [sum0, sum0, sum0];
        for (let f = 0, at = row * n; f < n; f += 1, at += 1) {
          const w = weight[c * n + f] ?? 0;
          sum0 += w * (input[at] ?? 0);
          sum1 += w * (input[at + n] ?? 0);
          sum2 += w * (input[at + 2 * n] ?? 0);
          sum3 += w * (input[at + 3 * n] ?? 0);
        }
        const to = row * classes + c;
        logits[to] = sum0;
        logits[to + classes] = sum1;
        logits[to + 2 * classes] = sum2;
        logits[to + 3 * classes] = sum3;
      }
    }
    return logits;
  }

  /** Adds up the gradients. @param slopes of the loss by the logits. */
  #backward(input: Float32Array, slopes: Float64Array): void {
    const [weight, bias] = [this.#weight.gradient, this.#bias.gradient];
    const classes = bias.length;
    const n = weight.length / classes;
    for (let from = 0; from < slopes.length; from += 4 * classes) {
      for (let c = 0; c < classes; c += 1) {
        const slope0 = slopes[from + c] ?? 0;
        const slope1 = slopes[from + classes + c] ?? 0;
        const slope2 = slopes[from + 2 * classes + c] ?? 0;
        const slope3 = slopes[from + 3 * classes + c] ?? 0;
        bias[c] = (bias[c] ?? 0) + slope0 + slope1 + slope2 + slope3;
        for (let f = 0, at = (from / classes) * n; f < n; f += 1, at += 1)
          weight[c * n + f] =
            (weight[c * n + f] ?? 0) +
            slope0 * (input[at] ?? 0) +
            slope1 * (input[at + n] ?? 0) +
            slope2 * (input[at + 2 * n] ?? 0) +
            slope3 * (input[at + 3 * n] ?? 0);
      }
    }
  }

  state(): Promise<TrainingState> {
    const copies = [...this.#state].map(
      ([name, { dims, data }]) => [name, { dims, data: data.slice() }] as const,
    );
    return Promise.resolve({ steps: this.#steps, tensors: new Map(copies) });
  }

  restore(state: TrainingState): Promise<void> {
    const tensors = tensorsFor([...this.#state.values()], state);
    [...this.#state.values()].forEach(({ data }, index) => data.set(tensors[index]?.data ?? []));
    this.#steps = state.steps;
    return Promise.resolve();
  }

  evaluate(input: Examples): Promise<Float32Array[]> {
    const classes = this.#bias.data.length;
    const featureSize = this.#weight.data.length / classes;
    const head = { classes, featureSize, weight: this.#weight.data, bias: this.#bias.data };
    const rows = rowsOf(input as Float32Array, input.length / featureSize);
    return Promise.resolve(rows.map((row) => Float32Array.from(headLogits(head, row))));
  }

  release(): Promise<void> {
    return Promise.resolve();
  }
}

function parameter(name: string, dims: readonly number[], start: Float32Array): Parameter {
  const velocity = new Float32Array(start.length);
  return { name, dims, data: start.slice(), velocity, gradient: new Float64Array(start.length) };
}

/** v = momentum * v + g; w = w - lr * (v, or with Nesterov g + momentum * v). */
function descend({ data, velocity, gradient }: Parameter, sgd: Sgd, lr: number): void {
  const { momentum, weightDecay, nesterov } = sgd;
  for (let i = 0; i < data.length; i += 1) {
    const value = data[i] ?? 0;
    const g = (gradient[i] ?? 0) + weightDecay * value;
    const v = momentum * (velocity[i] ?? 0) + g;
    velocity[i] = v;
    data[i] = value - lr * (nesterov ? g + momentum * v : v);
  }
  gradient.fill(0);
}
