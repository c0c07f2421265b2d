import { toBinary } from '@bufbuild/protobuf';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { targetDistribution } from '#host/learning/autodiff/loss.ts';
import type { Optimiser } from '#host/learning/autodiff/optimiser.ts';
import { trainingGraph } from '#host/learning/autodiff/training-graph.ts';
import { ModelProtoSchema } from '#host/learning/onnx/generated/onnx_pb.js';
import { readModel } from '#host/learning/onnx/model-io.ts';
import { distance, fixture, readReference, trainedLike, truths, noiseImages } from './support/reference.ts';

const network = readModel(fixture('small.onnx'));

const cases = {
  sgd: {
    optimiser: { kind: 'sgd', momentum: 0.9, weightDecay: 0.01, nesterov: true } satisfies Optimiser,
    lr: 0.05,
    loss: { classWeights: [1, 2, 0.5], labelSmoothing: 0.1 },
  },
  adamw: {
    optimiser: { kind: 'adamw', betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 0.05 } satisfies Optimiser,
    lr: 0.01,
    loss: { classWeights: [1, 1, 1], labelSmoothing: 0 },
  },
} as const;

describe.each(['sgd', 'adamw'] as const)(
  'a small network of every operator, by %s, against PyTorch',
  (kind) => {
    const reference = readReference('small.json', kind);
    const { optimiser, lr, loss } = cases[kind];
    const targets = targetDistribution(truths, loss);
    const graphFor = (portable: boolean) =>
      trainingGraph(network, {
        batchSize: 4,
        imageSize: reference.side,
        optimiser,
        withGradients: true,
        portable,
      });

    it('gives the same logits outside training', async () => {
      const session = await InferenceSession.create(toBinary(ModelProtoSchema, network));
      const input = new Tensor(noiseImages(4, reference.side), [4, 3, reference.side, reference.side]);
      const { logits } = await session.run({ input });
      expect(distance(logits?.data as Float32Array, reference.logits)).toBeLessThan(1e-4);
    });

    it('gives the same gradient for every parameter', async () => {
      const graph = graphFor(false);
      const session = await InferenceSession.create(toBinary(ModelProtoSchema, graph.model));
      const scalar = (value: number): Tensor => new Tensor('float32', [value], []);
      const state = graph.state.map(({ name, dims, initial }) => [name, new Tensor(initial.data, [...dims])]);
      const names = Object.keys(reference.gradients);
      const result = await session.run({
        ...(Object.fromEntries(state) as Record<string, Tensor>),
        ...Object.fromEntries(graph.inputs.corrections.map((name) => [name, scalar(0.1)])),
        [graph.inputs.images]: new Tensor(noiseImages(4, reference.side), [
          4,
          3,
          reference.side,
          reference.side,
        ]),
        [graph.inputs.targets]: new Tensor(targets, [4, 3]),
        [graph.inputs.lr]: scalar(lr),
      });
      expect(names.length).toBeGreaterThan(15);
      for (const name of names) {
        const theirs = reference.gradients[name];
        const ours = result[`${name}.gradient`]?.data as Float32Array | undefined;
        expect(distance(ours ?? [], theirs instanceof Float32Array ? theirs : []), name).toBeLessThan(1e-3);
      }
    });

    it.each([false, true])('goes the same way for 20 steps (portable operators: %s)', async (portable) => {
      const { losses, statistics } = await trainedLike(
        graphFor(portable),
        optimiser,
        reference.side,
        targets,
        lr,
      );
      losses.forEach((ours, step) => {
        expect(Math.abs(ours - (reference.losses[step] ?? NaN)), `step ${step}`).toBeLessThan(1e-3);
      });
      expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) / 1.02);
      expect(statistics.size).toBe(Object.keys(reference.statistics).length);
      for (const [name, theirs] of Object.entries(reference.statistics)) {
        expect(distance(statistics.get(name) ?? [], theirs), name).toBeLessThan(1e-3);
      }
    });
  },
);
