import { logSoftmax } from '#shared/learning/figures/metrics.ts';
import type { Score } from '#shared/learning/plan.ts';
import { scoreOf } from './epochs.ts';

/** A linear classifier on features: logits = weight * x + bias. */
export interface LinearHead {
  readonly classes: number;
  readonly featureSize: number;
  /** [classes, featureSize], row by row. */
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

/** Features with their truth. `x` is one row of `featureSize` values. */
export interface HeadExample {
  readonly x: Float32Array;
  readonly truth: number;
}

export interface SgdOptions {
  readonly momentum: number;
  readonly weightDecay: number;
  /** Weight of each class's loss. */
  readonly classWeights: readonly number[];
}

export function zeroHead(classes: number, featureSize: number): LinearHead {
  return {
    classes,
    featureSize,
    weight: new Float32Array(classes * featureSize),
    bias: new Float32Array(classes),
  };
}

export function copyHead(head: LinearHead): LinearHead {
  return { ...head, weight: head.weight.slice(), bias: head.bias.slice() };
}

/** One logit per class. */
export function headLogits({ classes, featureSize, weight, bias }: LinearHead, x: Float32Array): number[] {
  return Array.from({ length: classes }, (_, c) => {
    let sum = bias[c] ?? 0;
    const start = c * featureSize;
    for (let f = 0; f < featureSize; f += 1) sum += (weight[start + f] ?? 0) * (x[f] ?? 0);
    return sum;
  });
}

/**
 * Trains a head in place by SGD with momentum, as torch.optim.SGD does (no dampening, no Nesterov):
 * `v = momentum * v + (gradient + weightDecay * w)`, `w -= lr * v`, on torch.nn.CrossEntropyLoss with class weights,
 * whose mean over a batch divides by the weights of its examples.
 */
export class HeadTrainer {
  readonly #head: LinearHead;
  readonly #options: SgdOptions;
  readonly #weightVelocity: Float32Array;
  readonly #biasVelocity: Float32Array;

  constructor(head: LinearHead, options: SgdOptions) {
    this.#head = head;
    this.#options = options;
    this.#weightVelocity = new Float32Array(head.weight.length);
    this.#biasVelocity = new Float32Array(head.bias.length);
  }

  /** One step on a batch. @returns its loss and accuracy before the step. */
  step(batch: readonly HeadExample[], lr: number): Score {
    const { weight, bias, featureSize, classes } = this.#head;
    const { loss, acc, slopes } = batchLoss(this.#head, batch, this.#options.classWeights);
    const { momentum, weightDecay } = this.#options;
    for (let c = 0; c < classes; c += 1) {
      const gradient = new Float32Array(featureSize);
      let biasGradient = 0;
      batch.forEach(({ x }, index) => {
        const slope = slopes[index]?.[c] ?? 0;
        biasGradient += slope;
        for (let f = 0; f < featureSize; f += 1) gradient[f] = (gradient[f] ?? 0) + slope * (x[f] ?? 0);
      });
      update(weight, this.#weightVelocity, gradient, c * featureSize, { momentum, weightDecay, lr });
      update(bias, this.#biasVelocity, Float32Array.of(biasGradient), c, { momentum, weightDecay, lr });
    }
    return { loss, acc };
  }
}

function update(
  values: Float32Array,
  velocity: Float32Array,
  gradient: Float32Array,
  start: number,
  { momentum, weightDecay, lr }: { momentum: number; weightDecay: number; lr: number },
): void {
  for (let i = 0; i < gradient.length; i += 1) {
    const at = start + i;
    const value = values[at] ?? 0;
    const v = momentum * (velocity[at] ?? 0) + (gradient[i] ?? 0) + weightDecay * value;
    velocity[at] = v;
    values[at] = value - lr * v;
  }
}

/**
 * Loss and accuracy of a head on examples, and the loss's slope by each logit.
 *
 * @returns `slopes[example][class]`.
 */
export function batchLoss(
  head: LinearHead,
  batch: readonly HeadExample[],
  classWeights: readonly number[],
): Score & { slopes: number[][] } {
  const photos = batch.map(({ x, truth }) => ({ logits: headLogits(head, x), truth }));
  const total = batch.reduce((sum, { truth }) => sum + (classWeights[truth] ?? 1), 0);
  const slopes = photos.map(({ logits, truth }) => {
    const share = (classWeights[truth] ?? 1) / total;
    return logSoftmax(logits).map((log, c) => share * (Math.exp(log) - (c === truth ? 1 : 0)));
  });
  return { ...scoreOf(photos, classWeights), slopes };
}

/** Mean and spread of each feature over the training examples; training on features of one scale needs fewer epochs. */
export interface Standardisation {
  readonly mean: Float32Array;
  /** Never 0: a feature that does not vary keeps the scale 1. */
  readonly std: Float32Array;
}

export function fitStandardisation(rows: readonly Float32Array[], featureSize: number): Standardisation {
  const mean = new Float64Array(featureSize);
  const square = new Float64Array(featureSize);
  for (const row of rows) {
    row.forEach((value, f) => {
      mean[f] = (mean[f] ?? 0) + value / rows.length;
      square[f] = (square[f] ?? 0) + (value * value) / rows.length;
    });
  }
  const std = Float32Array.from(mean, (m, f) => {
    const variance = (square[f] ?? 0) - m * m;
    return variance > 1e-8 ? Math.sqrt(variance) : 1;
  });
  return { mean: Float32Array.from(mean), std };
}

export function standardised({ mean, std }: Standardisation, row: Float32Array): Float32Array {
  return row.map((value, f) => (value - (mean[f] ?? 0)) / (std[f] ?? 1));
}

/** The same head for features as the backbone gives them: the standardisation goes into weights and bias. */
export function foldStandardisation(head: LinearHead, { mean, std }: Standardisation): LinearHead {
  const { classes, featureSize } = head;
  const weight = head.weight.map((value, at) => value / (std[at % featureSize] ?? 1));
  const bias = Float32Array.from({ length: classes }, (_, c) => {
    let value = head.bias[c] ?? 0;
    for (let f = 0; f < featureSize; f += 1) value -= (weight[c * featureSize + f] ?? 0) * (mean[f] ?? 0);
    return value;
  });
  return { classes, featureSize, weight, bias };
}
