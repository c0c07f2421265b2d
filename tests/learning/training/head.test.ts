import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type LinearHead, foldStandardisation, headLogits, headNetwork, headOf } from '#host/onnx/head.ts';
import { withParameters } from '#host/onnx/network.ts';
import { targetDistribution } from '#host/training/autodiff/loss.ts';
import { scoreOf } from '#host/training/engine/epochs.ts';
import type { StepRunner } from '#host/training/engine/step-runner.ts';
import { openTrainingStep } from '#host/training/engine/training-step.ts';
import { seededRandom } from '#shared/learning/random.ts';
import { type Recipe, defaultRecipe } from '#shared/learning/recipe.ts';
import { learningRate } from '#shared/learning/schedule.ts';
import { fitStandardisation, standardised } from '#shared/learning/standardisation.ts';

const numbers = z.array(z.number());
const headSchema = z.object({ weight: z.array(numbers), bias: numbers });
const trainedSchema = z.object({ losses: numbers, end: headSchema });
const referenceSchema = trainedSchema.extend({
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
  start: headSchema,
  order: z.array(numbers),
  others: z.record(z.string(), trainedSchema),
});

/** Made by PyTorch, see tests/oracle/make_head_reference.py. */
const reference = referenceSchema.parse(
  JSON.parse(readFileSync(new URL('../../oracle/fixtures/head.json', import.meta.url), 'utf8')),
);

function linearHead({ weight, bias }: z.infer<typeof headSchema>): LinearHead {
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

const { featureSize } = linearHead(reference.start);
const recipe: Recipe = {
  ...defaultRecipe('frozen', 'none'),
  ...reference.recipe,
  epochs: reference.order.length,
};

function open(changed: Partial<Recipe>): Promise<StepRunner> {
  const network = headNetwork(linearHead(reference.start));
  const { batchSize } = recipe;
  return openTrainingStep(
    network,
    { ...recipe, ...changed },
    { batchSize, inputShape: [featureSize], device: 'cpu' },
  );
}

/** A batch, filled up with rows that count for nothing. */
function batchOf(
  members: readonly { x: Float32Array; truth: number }[],
  labelSmoothing = 0,
): Parameters<StepRunner['step']>[0] {
  const input = new Float32Array(recipe.batchSize * featureSize).fill(7);
  members.forEach(({ x }, row) => input.set(x, row * featureSize));
  const truths = members.map(({ truth }) => truth);
  const { classWeights } = reference;
  return {
    input,
    targets: targetDistribution(truths, { classWeights, labelSmoothing, rows: recipe.batchSize }),
  };
}

async function headIn(runner: StepRunner): Promise<LinearHead> {
  const { tensors } = await runner.state();
  return headOf(withParameters(headNetwork(linearHead(reference.start)), tensors));
}

const byPyTorch: readonly [string, Partial<Recipe>, z.infer<typeof trainedSchema> | undefined][] = [
  ['momentum', {}, reference],
  ['Nesterov momentum', { nesterov: true }, reference.others.nesterov],
  ['AdamW', { optimiser: 'adamw' }, reference.others.adamw],
  ['label smoothing', { labelSmoothing: 0.1 }, reference.others.labelSmoothing],
  ['AdamW and label smoothing', { optimiser: 'adamw', labelSmoothing: 0.1 }, reference.others.adamwSmoothed],
];

test.each(byPyTorch)(
  '36 steps with class weights, weight decay, StepLR and %s are PyTorch’s',
  async (_title, changed, wanted) => {
    const runner = await open(changed);
    const losses: number[] = [];
    for (const [epoch, indices] of reference.order.entries()) {
      for (let start = 0; start < indices.length; start += recipe.batchSize) {
        const members = indices
          .slice(start, start + recipe.batchSize)
          .flatMap((index) => examples[index] ?? []);
        const lr = learningRate(recipe, epoch);
        losses.push((await runner.step(batchOf(members, changed.labelSmoothing), lr)).loss);
      }
    }
    expect(losses).toHaveLength(36);
    expect(largestGap(losses, wanted?.losses ?? [])).toBeLessThan(1e-5);
    const head = await headIn(runner);
    await runner.release();
    const end = linearHead(wanted?.end ?? { weight: [], bias: [] });
    expect(largestGap(head.weight, end.weight)).toBeLessThan(1e-5);
    expect(largestGap(head.bias, end.bias)).toBeLessThan(1e-5);
  },
);

describe('the gradient', () => {
  test('is the slope of the loss, measured by finite differences', async () => {
    const { classWeights } = reference;
    const before = linearHead(reference.start);
    const batches = [examples.slice(10, 14), examples.slice(14, 18), examples.slice(17, 20)];
    for (const batch of batches) {
      // With momentum 0, no decay and lr 1 a step subtracts the gradient itself.
      const runner = await open({ momentum: 0, weightDecay: 0 });
      await runner.step(batchOf(batch), 1);
      const after = await headIn(runner);
      await runner.release();
      const step = 1e-3;
      const slopeAt = (part: 'weight' | 'bias', at: number): number => {
        const lossAt = (change: number): number => {
          const moved = { ...before, weight: before.weight.slice(), bias: before.bias.slice() };
          moved[part][at] = (moved[part][at] ?? 0) + change;
          return scoreOf(
            batch.map(({ x, truth }) => ({ logits: headLogits(moved, x), truth })),
            classWeights,
          ).loss;
        };
        return (lossAt(step) - lossAt(-step)) / (2 * step);
      };
      for (const part of ['weight', 'bias'] as const) {
        const gradient = after[part].map((value, at) => (before[part][at] ?? 0) - value);
        const measured = Array.from(gradient, (_, at) => slopeAt(part, at));
        expect(largestGap(gradient, measured)).toBeLessThan(2e-4);
        expect(Math.max(...gradient.map(Math.abs))).toBeGreaterThan(0.01);
      }
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
