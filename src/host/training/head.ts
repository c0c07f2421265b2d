import { logSoftmax } from '#shared/learning/figures/metrics.ts';
import type { Score } from '#shared/learning/plan.ts';
import { type LinearHead, headLogits } from '#host/onnx/head.ts';
import { scoreOf } from './epochs.ts';

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

export function copyHead(head: LinearHead): LinearHead {
  return { ...head, weight: head.weight.slice(), bias: head.bias.slice() };
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
