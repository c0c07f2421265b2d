import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type LinearHead, foldStandardisation, headLogits } from '#host/onnx/head.ts';
import { HeadTrainer, batchLoss } from '#host/training/head.ts';
import { seededRandom } from '#shared/learning/random.ts';
import { learningRate } from '#shared/learning/schedule.ts';
import { fitStandardisation, standardised } from '#shared/learning/standardisation.ts';

const numbers = z.array(z.number());
const referenceSchema = z.object({
  recipe: z.object({
    lr: z.number(),
    momentum: z.number(),
    weightDecay: z.number(),
    stepSize: z.number(),
    gamma: z.number(),
    batchSize: z.number(),
  }),
  classWeights: numbers,
  features: z.array(numbers),
  truth: numbers,
  start: z.object({ weight: z.array(numbers), bias: numbers }),
  order: z.array(numbers),
  losses: numbers,
  end: z.object({ weight: z.array(numbers), bias: numbers }),
});

/** Made by PyTorch, see tests/oracle/make_head_reference.py. */
const reference = referenceSchema.parse(
  JSON.parse(readFileSync(new URL('../../oracle/fixtures/head.json', import.meta.url), 'utf8')),
);

function headOf({ weight, bias }: { weight: number[][]; bias: number[] }): LinearHead {
  return {
    classes: bias.length,
    featureSize: weight[0]?.length ?? 0,
    weight: Float32Array.from(weight.flat()),
    bias: Float32Array.from(bias),
  };
}

const examples = reference.features.map((row, index) => ({
  x: Float32Array.from(row),
  truth: reference.truth[index] ?? 0,
}));

function largestGap(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Math.max(...Array.from(a, (value, index) => Math.abs(value - (b[index] ?? NaN))));
}

test('36 steps with class weights, momentum, weight decay and StepLR are PyTorch’s', () => {
  const { recipe, classWeights, order } = reference;
  const head = headOf(reference.start);
  const trainer = new HeadTrainer(head, { ...recipe, classWeights });
  const losses = order.flatMap((indices, epoch) => {
    const shuffledExamples = indices.flatMap((index) => examples[index] ?? []);
    const starts = Array.from(
      { length: Math.ceil(indices.length / recipe.batchSize) },
      (_, batch) => batch * recipe.batchSize,
    );
    return starts.map(
      (start) =>
        trainer.step(
          shuffledExamples.slice(start, start + recipe.batchSize),
          learningRate({ ...recipe, schedule: 'step', warmUp: 0, epochs: 3 }, epoch),
        ).loss,
    );
  });
  expect(losses).toHaveLength(36);
  expect(largestGap(losses, reference.losses)).toBeLessThan(1e-5);
  const end = headOf(reference.end);
  expect(largestGap(head.weight, end.weight)).toBeLessThan(1e-5);
  expect(largestGap(head.bias, end.bias)).toBeLessThan(1e-5);
});

describe('the gradient', () => {
  test('is the slope of the loss, measured by finite differences', () => {
    const head = headOf(reference.start);
    const { classWeights } = reference;
    const batch = examples.slice(10, 18);
    const before = { weight: head.weight.slice(), bias: head.bias.slice() };
    // With momentum 0, no decay and lr 1 a step subtracts the gradient itself.
    new HeadTrainer(head, { momentum: 0, weightDecay: 0, classWeights }).step(batch, 1);
    const step = 1e-3;
    const slopeAt = (part: 'weight' | 'bias', at: number): number => {
      const lossAt = (change: number): number => {
        const moved = { ...head, weight: before.weight.slice(), bias: before.bias.slice() };
        moved[part][at] = (moved[part][at] ?? 0) + change;
        return batchLoss(moved, batch, classWeights).loss;
      };
      return (lossAt(step) - lossAt(-step)) / (2 * step);
    };
    for (const part of ['weight', 'bias'] as const) {
      const gradient = head[part].map((value, at) => (before[part][at] ?? 0) - value);
      const measured = Array.from(gradient, (_, at) => slopeAt(part, at));
      expect(largestGap(gradient, measured)).toBeLessThan(2e-4);
      expect(Math.max(...gradient.map(Math.abs))).toBeGreaterThan(0.01);
    }
  });
});

test('a folded head says of raw features what the head says of standardised ones', () => {
  const random = seededRandom(2);
  // Feature 3 never varies: its scale must not become infinite.
  const rows = Array.from({ length: 30 }, () =>
    Float32Array.from({ length: 6 }, (_, f) => (f === 3 ? 0.7 : 5 * f + (f + 1) * random.next())),
  );
  const scale = fitStandardisation(rows, 6);
  const head: LinearHead = {
    classes: 2,
    featureSize: 6,
    weight: Float32Array.from({ length: 12 }, () => random.next() - 0.5),
    bias: Float32Array.of(0.3, -0.2),
  };
  const folded = foldStandardisation(head, scale);
  for (const row of rows) {
    expect(largestGap(headLogits(folded, row), headLogits(head, standardised(scale, row)))).toBeLessThan(
      1e-4,
    );
  }
});
