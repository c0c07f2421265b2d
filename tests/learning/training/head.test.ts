import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  type LinearHead,
  foldStandardisation,
  headLogits,
  headNetwork,
  headOf,
  randomHead,
} from '#host/onnx/head.ts';
import { withParameters } from '#host/onnx/network.ts';
import { targetDistribution } from '#host/training/step/targets.ts';
import { scoreOf } from '#host/training/engine/epochs.ts';
import { HeadEngine } from '#host/training/engine/head-engine.ts';
import { OrtEngine } from '#host/training/engine/ort-engine.ts';
import type { Engine, Step } from '#host/training/engine/engine.ts';
import { openGraphEngine, openEngine } from '#host/training/engine/open-engine.ts';
import { settled } from '#shared/learning/head-setting.ts';
import { seededRandom } from '#shared/learning/random.ts';
import { type SettledRecipe, defaultRecipe } from '#shared/learning/recipe.ts';
import { learningRate } from '#shared/learning/schedule.ts';
import { fitStandardisation, standardised } from '#shared/learning/standardisation.ts';
import { refusal } from '../../support/errors.ts';

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
const recipe: SettledRecipe = {
  ...settled(defaultRecipe('frozen', 'none')),
  ...reference.recipe,
  epochs: reference.order.length,
};

/** The head's training step; the reference's is small enough to be done by hand. */
function open(changed: Partial<SettledRecipe>, opening = openEngine): Promise<Engine> {
  const network = headNetwork(linearHead(reference.start));
  const { batchSize } = recipe;
  return opening(network, { ...recipe, ...changed }, { batchSize, inputShape: [featureSize], device: 'cpu' });
}

/** A batch, filled up with rows that count for nothing. */
function batchOf(
  members: readonly { x: Float32Array; truth: number }[],
  labelSmoothing = 0,
): Pick<Step, 'input' | 'targets'> {
  const input = new Float32Array(recipe.batchSize * featureSize).fill(7);
  members.forEach(({ x }, row) => input.set(x, row * featureSize));
  const truths = members.map(({ truth }) => truth);
  const { classWeights } = reference;
  return {
    input,
    targets: targetDistribution(truths, { classWeights, labelSmoothing, rows: recipe.batchSize }),
  };
}

async function headIn(engine: Engine): Promise<LinearHead> {
  const { tensors } = await engine.state();
  return headOf(withParameters(headNetwork(linearHead(reference.start)), tensors));
}

const byPyTorch: readonly [string, Partial<SettledRecipe>, z.infer<typeof trainedSchema> | undefined][] = [
  ['momentum', {}, reference],
  ['Nesterov momentum', { nesterov: true }, reference.others.nesterov],
  ['AdamW', { optimiser: 'adamw' }, reference.others.adamw],
  ['label smoothing', { labelSmoothing: 0.1 }, reference.others.labelSmoothing],
  ['AdamW and label smoothing', { optimiser: 'adamw', labelSmoothing: 0.1 }, reference.others.adamwSmoothed],
];

type Implementation = 'graph' | 'by hand';
const implementations = byPyTorch.flatMap(([title, changed, wanted]) => {
  const able: Implementation[] = changed.optimiser === 'adamw' ? ['graph'] : ['graph', 'by hand'];
  return able.map((implementation) => [implementation, title, changed, wanted] as const);
});

test.each(implementations)(
  '36 steps (%s) with class weights, weight decay, StepLR and %s are PyTorch’s',
  async (implementation, _title, changed, wanted) => {
    const engine = await open(changed, implementation === 'graph' ? openGraphEngine : openEngine);
    expect(engine).toBeInstanceOf(implementation === 'graph' ? OrtEngine : HeadEngine);
    const losses: number[] = [];
    for (const [epoch, indices] of reference.order.entries()) {
      for (let start = 0; start < indices.length; start += recipe.batchSize) {
        const members = indices
          .slice(start, start + recipe.batchSize)
          .flatMap((index) => examples[index] ?? []);
        const lr = learningRate(recipe, epoch);
        const results = await engine.run([{ ...batchOf(members, changed.labelSmoothing), lr }]);
        losses.push(...results.map(({ loss }) => loss));
      }
    }
    expect(losses).toHaveLength(36);
    expect(largestGap(losses, wanted?.losses ?? [])).toBeLessThan(1e-5);
    const head = await headIn(engine);
    await engine.release();
    const end = linearHead(wanted?.end ?? { weight: [], bias: [] });
    expect(largestGap(head.weight, end.weight)).toBeLessThan(1e-5);
    expect(largestGap(head.bias, end.bias)).toBeLessThan(1e-5);
  },
);

describe('the step by hand', () => {
  const sizes = { classes: 3, featureSize: 130 };

  /** Steps on noise: seven rows of it, which is no multiple of four, the last one of no weight. */
  async function run(engines: readonly Engine[], count: number, seed: number): Promise<void> {
    const random = seededRandom(seed);
    const draw = (): number => 2 * random.next() - 1;
    for (let step = 0; step < count; step += 1) {
      const input = Float32Array.from({ length: 7 * sizes.featureSize }, draw);
      const truths = Array.from({ length: 6 }, () => random.below(sizes.classes));
      const targets = targetDistribution(truths, { classWeights: [1, 2, 0.5], labelSmoothing: 0.1, rows: 7 });
      const [first, ...others] = (
        await Promise.all(engines.map((engine) => engine.run([{ input, targets, lr: 0.05 }])))
      ).flat();
      for (const { loss, logits } of others) {
        expect(Math.abs(loss - (first?.loss ?? NaN))).toBeLessThan(1e-6);
        expect(largestGap(logits, first?.logits ?? [])).toBeLessThan(1e-5);
      }
    }
  }

  async function expectSameState(a: Engine, b: Engine): Promise<void> {
    const [one, other] = [await a.state(), await b.state()];
    expect(other.steps).toBe(one.steps);
    expect([...other.tensors.keys()].sort()).toEqual([...one.tensors.keys()].sort());
    for (const [name, { dims, data }] of one.tensors) {
      expect(other.tensors.get(name)?.dims).toEqual(dims);
      // A velocity is a sum of up to ten gradients.
      const most = name.endsWith('.velocity') ? 1e-5 : 1e-6;
      expect(largestGap(other.tensors.get(name)?.data ?? [], data)).toBeLessThan(most);
    }
  }

  test.each([
    ['momentum', { momentum: 0.9, weightDecay: 0.01 }],
    ['Nesterov momentum', { momentum: 0.9, weightDecay: 0.01, nesterov: true }],
    ['no momentum', { momentum: 0, weightDecay: 0 }],
  ])('keeps to the graph with %s, and each goes on from the other’s state', async (_title, changed) => {
    const network = headNetwork(randomHead(sizes.classes, sizes.featureSize, 4));
    const opened = (opening: typeof openEngine): Promise<Engine> =>
      opening(
        network,
        { ...recipe, ...changed },
        { batchSize: 7, inputShape: [sizes.featureSize], device: 'cpu' },
      );
    const [graph, hand] = [await opened(openGraphEngine), await opened(openEngine)];
    expect(hand).toBeInstanceOf(HeadEngine);
    await run([graph, hand], 25, 1);
    await expectSameState(graph, hand);
    const [graphAgain, handAgain] = [await opened(openGraphEngine), await opened(openEngine)];
    await graphAgain.restore(await hand.state());
    await handAgain.restore(await graph.state());
    await run([graph, hand, graphAgain, handAgain], 5, 2);
    await expectSameState(graph, graphAgain);
    await expectSameState(graph, handAgain);
    await Promise.all([graph, hand, graphAgain, handAgain].map((engine) => engine.release()));
  });

  test('refuses the state of another head', async () => {
    const [small, other] = [
      new HeadEngine(randomHead(3, 8, 1), { kind: 'sgd', momentum: 0.9, weightDecay: 0, nesterov: false }),
      new HeadEngine(randomHead(2, 8, 1), { kind: 'sgd', momentum: 0.9, weightDecay: 0, nesterov: false }),
    ];
    const state = await other.state();
    await refusal('bad-argument', () => small.restore(state));
  });

  test.each<[string, Partial<SettledRecipe>, number, number, boolean]>([
    ['512 features at batch 16', {}, 512, 16, true],
    ['512 features at batch 4', {}, 512, 4, true],
    ['2048 features at batch 4', {}, 2048, 4, true],
    ['1280 features at batch 16', {}, 1280, 16, false],
    ['2048 features at batch 16', {}, 2048, 16, false],
    ['AdamW', { optimiser: 'adamw' }, 512, 4, false],
    ['a multiple of the learning rate', { layerRates: [0.5] }, 512, 4, false],
  ])('is taken where it is the faster one: %s', async (_title, changed, features, batchSize, byHand) => {
    const engine = await openEngine(
      headNetwork(randomHead(2, features, 1)),
      { ...recipe, ...changed },
      { batchSize, inputShape: [features], device: 'cpu' },
    );
    expect(engine instanceof HeadEngine).toBe(byHand);
    await engine.release();
  });
});

describe.each([
  ['graph', openGraphEngine],
  ['by hand', openEngine],
])('the gradient (%s)', (_implementation, opening) => {
  test('is the slope of the loss, measured by finite differences', async () => {
    const { classWeights } = reference;
    const before = linearHead(reference.start);
    const batches = [examples.slice(10, 14), examples.slice(14, 18), examples.slice(17, 20)];
    for (const batch of batches) {
      // With momentum 0, no decay and lr 1 a step subtracts the gradient itself.
      const engine = await open({ momentum: 0, weightDecay: 0 }, opening);
      await engine.run([{ ...batchOf(batch), lr: 1 }]);
      const after = await headIn(engine);
      await engine.release();
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
