import { describe, expect, it } from 'vitest';
import { readModel } from '#host/onnx/model-io.ts';
import type { ModelProto } from '#host/onnx/generated/onnx_pb.js';
import { describeStep } from '#host/training/step/description.ts';
import type { Optimiser } from '#host/training/step/optimiser.ts';
import { targetDistribution } from '#host/training/step/targets.ts';
import { openTensorFlow } from '#host/training/tensorflow/open-tensorflow.ts';
import { TensorFlowEngine } from '#host/training/tensorflow/tensorflow-engine.ts';
import { noiseResNet18 } from '../autodiff/support/noise-resnet.ts';
import {
  distance,
  fixture,
  noiseImages,
  readReference,
  sampled,
  trainedLike,
  truths,
} from '../autodiff/support/reference.ts';
import { gradientsByTensorFlow } from './support/gradients.ts';
import { tensorFlowIsMissing, testTensorFlow } from '../../../support/tensorflow-library.ts';

interface Case {
  readonly network: () => ModelProto;
  readonly file: string;
  readonly optimiser: Optimiser;
  readonly lr: number;
  readonly loss: { readonly classWeights: readonly number[]; readonly labelSmoothing: number };
  /** Largest difference of the running statistics after 20 steps. */
  readonly statistics: number;
}

const small = (): ModelProto => readModel(fixture('small.onnx'));
const cases: Readonly<Record<string, Case>> = {
  'a small network of every operator, by SGD': {
    network: small,
    file: 'small.json',
    optimiser: { kind: 'sgd', momentum: 0.9, weightDecay: 0.01, nesterov: true },
    lr: 0.05,
    loss: { classWeights: [1, 2, 0.5], labelSmoothing: 0.1 },
    statistics: 1e-3,
  },
  'a small network of every operator, by AdamW': {
    network: small,
    file: 'small.json',
    optimiser: { kind: 'adamw', betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 0.05 },
    lr: 0.01,
    loss: { classWeights: [1, 1, 1], labelSmoothing: 0 },
    // In the seventh step one value lies so near a ReLU6's edge that it falls on the other side, and Adam divides by how
    // small the gradients there are. Before it all weights agree to 5e-6.
    statistics: 2e-3,
  },
  'torchvision’s ResNet18, by SGD': {
    network: () => noiseResNet18(3),
    file: 'resnet18.json',
    optimiser: { kind: 'sgd', momentum: 0.9, weightDecay: 0, nesterov: false },
    lr: 0.001,
    loss: { classWeights: [1, 1, 1], labelSmoothing: 0 },
    statistics: 1e-3,
  },
};

describe.skipIf(tensorFlowIsMissing)('TensorFlow against PyTorch', () => {
  describe.each(Object.entries(cases))('%s', (_title, { network, file, optimiser, lr, loss, statistics }) => {
    const reference = readReference(file, optimiser.kind);
    const { side } = reference;
    const targets = targetDistribution(truths, loss);
    const described = () =>
      describeStep(network(), { batchSize: truths.length, inputShape: [3, side, side], optimiser });
    const tensorFlow = () => openTensorFlow(testTensorFlow);

    it('gives the same logits outside training', async () => {
      const engine = await TensorFlowEngine.open(tensorFlow(), described(), { evaluatesItself: true });
      const rows = await engine.evaluate(noiseImages(truths.length, side));
      await engine.release();
      expect(
        distance(
          rows.flatMap((row) => [...row]),
          reference.logits,
        ),
      ).toBeLessThan(1e-4);
    });

    it('gives the same gradient for every parameter', async () => {
      const input = noiseImages(truths.length, side);
      const gradients = await gradientsByTensorFlow(tensorFlow(), described(), { input, targets });
      expect(Object.keys(reference.gradients).length).toBeGreaterThan(15);
      for (const [name, theirs] of Object.entries(reference.gradients)) {
        const ours = gradients.get(name.replace(/^fc/, 'head')) ?? new Float32Array();
        if (theirs instanceof Float32Array) expect(distance(ours, theirs), name).toBeLessThan(1e-3);
        else {
          expect(distance(sampled(ours).values, theirs.values), name).toBeLessThan(1e-3);
          expect(Math.abs(sampled(ours).norm / theirs.norm - 1), name).toBeLessThan(1e-3);
        }
      }
    });

    it('goes the same way for 20 steps', { timeout: 120_000 }, async () => {
      const trained = await trainedLike(
        await TensorFlowEngine.open(tensorFlow(), described()),
        side,
        targets,
        lr,
      );
      trained.losses.forEach((ours, step) => {
        expect(Math.abs(ours - (reference.losses[step] ?? NaN)), `step ${step}`).toBeLessThan(1e-3);
      });
      for (const [name, theirs] of Object.entries(reference.statistics))
        expect(distance(trained.statistics.get(name) ?? [], theirs), name).toBeLessThan(statistics);
    });
  });
});
