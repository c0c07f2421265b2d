import { beforeAll, describe, expect, it } from 'vitest';
import { OrtEngine } from '#host/training/engine/ort-engine.ts';
import { type StepDescription, describeStep } from '#host/training/step/description.ts';
import type { Optimiser } from '#host/training/step/optimiser.ts';
import { targetDistribution } from '#host/training/step/targets.ts';
import type { ModelProto } from '#host/onnx/generated/onnx_pb.js';
import {
  distance,
  firstGradients,
  logitsOf,
  readReference,
  sampled,
  trainedLike,
  truths,
} from './support/reference.ts';
import { noiseResNet18 } from './support/noise-resnet.ts';

const reference = readReference('resnet18.json', 'sgd');
const optimiser: Optimiser = { kind: 'sgd', momentum: 0.9, weightDecay: 0, nesterov: false };
const lr = 0.001;
const { side } = reference;
const targets = targetDistribution(truths, { classWeights: [1, 1, 1], labelSmoothing: 0 });

describe('ResNet18 against PyTorch and torchvision', () => {
  let network: ModelProto;
  let step: StepDescription;

  beforeAll(() => {
    network = noiseResNet18(3);
    step = describeStep(network, {
      batchSize: 4,
      inputShape: [3, side, side],
      optimiser,
    });
  });

  it('gives the same logits', async () => {
    expect(distance(await logitsOf(network, side), reference.logits)).toBeLessThan(1e-4);
  });

  it('gives the same gradient for every parameter', { timeout: 60_000 }, async () => {
    const gradientOf = await firstGradients(step, side, targets);
    expect(Object.keys(reference.gradients)).toHaveLength(62);
    for (const [name, theirs] of Object.entries(reference.gradients)) {
      if (theirs instanceof Float32Array) throw new TypeError('samples are expected');
      const ours = sampled(gradientOf(name.replace(/^fc/, 'head')));
      expect(distance(ours.values, theirs.values), name).toBeLessThan(1e-3);
      expect(Math.abs(ours.norm / theirs.norm - 1), name).toBeLessThan(1e-3);
    }
  });

  it('goes the same way for 20 steps', { timeout: 120_000 }, async () => {
    const { losses, statistics } = await trainedLike(
      await OrtEngine.open(step, { threads: 2 }),
      side,
      targets,
      lr,
    );
    losses.forEach((ours, step) => {
      expect(Math.abs(ours - (reference.losses[step] ?? NaN)), `step ${step}`).toBeLessThan(1e-3);
    });
    for (const [name, theirs] of Object.entries(reference.statistics)) {
      expect(distance(statistics.get(name) ?? [], theirs), name).toBeLessThan(1e-3);
    }
  });
});
