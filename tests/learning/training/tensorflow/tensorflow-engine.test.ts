import { describe, expect, it } from 'vitest';
import { randomHead, withHead } from '#host/onnx/head.ts';
import { findBackbone, readBackboneNetwork } from '#host/training/backbones/registry.ts';
import type { Engine, Step, TrainingState } from '#host/training/engine/engine.ts';
import { OrtEngine } from '#host/training/engine/ort-engine.ts';
import { type StepDescription, type StepOptions, describeStep } from '#host/training/step/description.ts';
import { targetDistribution } from '#host/training/step/targets.ts';
import type { TensorFlow } from '#host/training/tensorflow/graph-session.ts';
import { openTensorFlow } from '#host/training/tensorflow/open-tensorflow.ts';
import { TensorFlowEngine } from '#host/training/tensorflow/tensorflow-engine.ts';
import { embeddedBackbone } from '#shared/learning/recipe.ts';
import { seededRandom } from '#shared/learning/random.ts';
import { smallNetwork } from '../autodiff/support/small-network.ts';
import { distance, firstGradients, noiseImages, truths } from '../autodiff/support/reference.ts';
import { refusal } from '../../../support/errors.ts';
import { tensorFlowIsMissing, testTensorFlow } from '../../../support/tensorflow-library.ts';
import { gradientsByTensorFlow } from './support/gradients.ts';

const [photos, side, channels, classes] = [truths.length, 7, 5, 3];
const normalisation = {
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
} as const satisfies StepOptions['normalisation'];
const targets = targetDistribution(truths, { classWeights: [1, 2, 0.5], labelSmoothing: 0.1 });

const sgd = { kind: 'sgd', momentum: 0.9, weightDecay: 0.01, nesterov: false } as const;
const adamW = { kind: 'adamw', betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 0.05 } as const;

function described(options: Partial<StepOptions> = {}): StepDescription {
  return describeStep(smallNetwork({ side, channels, classes, dropout: 0.4 }), {
    batchSize: photos,
    inputShape: [3, side, side],
    normalisation,
    optimiser: sgd,
    ...options,
  });
}

/** Steps on photos of noise, whose bytes do not fill whole integers. */
function steps(count: number, from = 0): Step[] {
  return Array.from({ length: count }, (_, index) => {
    const random = seededRandom(from + index);
    const input = Uint8Array.from({ length: photos * side * side * 3 }, () => random.below(256));
    return { input, targets, lr: 0.05 / (1 + index), random: seededRandom(100 + from + index) };
  });
}

async function taken(engine: Engine, all: readonly Step[]): Promise<number[]> {
  const losses: number[] = [];
  for (const step of all) losses.push(...(await engine.run([step])).map(({ loss }) => loss));
  return losses;
}

function expectClose(one: TrainingState, other: TrainingState, most: number): void {
  expect(one.steps).toBe(other.steps);
  expect([...one.tensors.keys()].sort()).toEqual([...other.tensors.keys()].sort());
  for (const [name, { dims, data }] of other.tensors) {
    expect(one.tensors.get(name)?.dims, name).toEqual(dims);
    expect(distance(one.tensors.get(name)?.data ?? [], data), name).toBeLessThan(most);
  }
}

describe.skipIf(tensorFlowIsMissing)('TensorFlow as an engine', () => {
  const tensorFlow = (): TensorFlow => openTensorFlow(testTensorFlow);
  const both = async (step: StepDescription): Promise<[Engine, Engine]> => [
    await TensorFlowEngine.open(tensorFlow(), step),
    await OrtEngine.open(step, { threads: 1 }),
  ];

  it.each<[string, Partial<StepOptions>]>([
    ['SGD with momentum and weight decay', {}],
    ['SGD with Nesterov momentum', { optimiser: { ...sgd, nesterov: true } }],
    ['SGD alone', { optimiser: { ...sgd, momentum: 0, weightDecay: 0 } }],
    ['AdamW', { optimiser: adamW }],
    ['AdamW without decay', { optimiser: { ...adamW, weightDecay: 0 } }],
    ['a frozen batch norm', { freezeBatchNorm: true }],
    ['rates by layer', { rateOf: (name) => (name.startsWith('head') ? 2 : 0.3) }],
    ['rates by layer and AdamW', { optimiser: adamW, rateOf: (name) => (name.startsWith('head') ? 2 : 0.3) }],
    ['a head alone', { rateOf: (name) => (name.startsWith('head') ? 1 : 0) }],
  ])(
    'keeps to the built-in one with %s, and each goes on from the other’s state',
    async (_title, options) => {
      const step = described(options);
      const [ours, theirs] = await both(step);
      const losses = await taken(theirs, steps(6));
      (await taken(ours, steps(6))).forEach((loss, i) => expect(loss).toBeCloseTo(losses[i] ?? NaN, 5));
      expectClose(await ours.state(), await theirs.state(), 1e-4);

      const [, theirsAgain] = await both(step);
      const oursAgain = await TensorFlowEngine.open(tensorFlow(), step, { evaluatesItself: true });
      await oursAgain.restore(await theirs.state());
      await theirsAgain.restore(await ours.state());
      await Promise.all([ours, theirs, oursAgain, theirsAgain].map((engine) => taken(engine, steps(3, 6))));
      expectClose(await oursAgain.state(), await theirs.state(), 1e-4);
      expectClose(await theirsAgain.state(), await theirs.state(), 1e-4);

      // By onnxruntime, by TensorFlow itself, and as the built-in engine has it.
      const expected = (await theirs.evaluate(nineteen())).flatMap((row) => [...row]);
      for (const engine of [ours, oursAgain]) {
        const rows = await engine.evaluate(nineteen());
        expect(rows).toHaveLength(19);
        expect(
          distance(
            rows.flatMap((row) => [...row]),
            expected,
          ),
        ).toBeLessThan(1e-4);
      }
      await Promise.all([ours, theirs, oursAgain, theirsAgain].map((engine) => engine.release()));
    },
  );

  /** More photos than are looked at at once, and no multiple of them. */
  function nineteen(): Uint8Array {
    const random = seededRandom(5);
    return Uint8Array.from({ length: 19 * side * side * 3 }, () => random.below(256));
  }

  it('refuses the state of another network, and keeps its own', async () => {
    const engine = await TensorFlowEngine.open(tensorFlow(), described());
    const before = await engine.state();
    await refusal('bad-argument', () => engine.restore({ steps: 3, tensors: new Map() }));
    expect(await engine.state()).toEqual(before);
    await engine.release();
  });

  it(
    'gives the built-in engine’s gradients for every parameter of the embedded backbone',
    { timeout: 120_000 },
    async () => {
      const { file, featureSize } = findBackbone(embeddedBackbone);
      const step = describeStep(withHead(readBackboneNetwork(file), randomHead(classes, featureSize, 1)), {
        batchSize: photos,
        inputShape: [3, 64, 64],
        optimiser: sgd,
      });
      const input = noiseImages(photos, 64);
      const [ours, theirs] = [
        await gradientsByTensorFlow(tensorFlow(), step, { input, targets }),
        await firstGradients(step, 64, targets),
      ];
      expect(ours.size).toBeGreaterThan(100);
      // At most sizes some value of this noise lies on a ReLU6's edge, and the engines fall on either side of it. Which do
      // depends on the processor; at 64 pixels none does, with AVX-512 and without.
      for (const [name, gradient] of ours)
        if (!isFollowedByBatchNorm(name)) expect(distance(gradient, theirs(name)), name).toBeLessThan(1e-3);
    },
  );

  it('takes a thousand steps in the memory of a hundred', { timeout: 120_000 }, async () => {
    const engine = await TensorFlowEngine.open(tensorFlow(), described());
    const round = steps(100);
    const memory: number[] = [];
    for (let hundred = 0; hundred < 10; hundred += 1) {
      await taken(engine, round);
      memory.push(process.memoryUsage.rss());
    }
    await engine.release();
    // Each step's tensors are some 5 kB; leaking one of them would cost 4 MB.
    expect((memory.at(-1) ?? 0) - (memory[2] ?? 0)).toBeLessThan(30e6);
  });
});

/** A shift before a convolution with a batch norm changes nothing: its gradient is 0, and what is computed is noise of 1e-7. */
function isFollowedByBatchNorm(name: string): boolean {
  return /^_blocks\.\d+\._bn2\.bias$/.test(name);
}
