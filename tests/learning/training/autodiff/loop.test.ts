import { describe, expect, test } from 'vitest';
import { GraphBuilder } from '#host/onnx/graph-builder.ts';
import type { ModelProto } from '#host/onnx/generated/onnx_pb.js';
import { makeModel } from '#host/onnx/model-io.ts';
import { sizeOf } from '#host/onnx/tensor.ts';
import type { Step, StepResult } from '#host/training/engine/engine.ts';
import { OrtEngine } from '#host/training/engine/ort-engine.ts';
import { describeStep } from '#host/training/step/description.ts';
import type { Optimiser } from '#host/training/step/optimiser.ts';
import { targetDistribution } from '#host/training/step/targets.ts';
import { seededRandom } from '#shared/learning/random.ts';

const [batchSize, side, channels, classes] = [3, 8, 4, 3];

const optimisers: readonly Optimiser[] = [
  { kind: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 0.01 },
  { kind: 'adamw', betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 0.01 },
];

/** Convolution, batch norm, ReLU, mean over space, dropout, linear head. */
function network(): ModelProto {
  const graph = new GraphBuilder();
  const random = seededRandom(3);
  const constant = (name: string, dims: number[]): string =>
    graph.float(
      name,
      dims,
      Float32Array.from({ length: sizeOf(dims) }, () => random.next() - 0.4),
    );
  const positive = (name: string): string =>
    graph.float(name, [channels], new Float32Array(channels).fill(1));
  const image = graph.input('input', ['n', 3, side, side]);
  const conv = graph.node('Conv', [image, constant('conv.weight', [channels, 3, 3, 3])]);
  const norm = ['scale', 'bias', 'mean'].map((name) => constant(`norm.${name}`, [channels]));
  const normal = graph.node('BatchNormalization', [conv, ...norm, positive('norm.var')]);
  const pooled = graph.node('GlobalAveragePool', [graph.node('Relu', [normal])]);
  const kept = graph.node('Dropout', [graph.node('Flatten', [pooled]), graph.scalar('ratio', 0.3)]);
  const head = [constant('fc.weight', [classes, channels]), constant('fc.bias', [classes])];
  graph.output(graph.node('Gemm', [kept, ...head], { transB: { int: 1 } }, 'logits'), ['n', classes]);
  return makeModel(graph.build('net'));
}

/** Steps that differ in photos, targets, rate and masks. */
function stepsOf(count: number): Step[] {
  return Array.from({ length: count }, (_, index) => {
    const random = seededRandom(index);
    const truths = Array.from({ length: batchSize }, () => random.below(classes));
    return {
      input: Uint8Array.from({ length: batchSize * side * side * 3 }, () => random.below(256)),
      targets: targetDistribution(truths, { classWeights: [1, 2, 1], labelSmoothing: 0.1 }),
      lr: 0.05 / (1 + index),
      random: seededRandom(100 + index),
    };
  });
}

/** Takes 7 steps in groups of a size, the last of which is not full. */
async function taken(
  optimiser: Optimiser,
  freezeBatchNorm: boolean,
  stepsAtOnce: number,
): Promise<{ results: StepResult[]; state: Record<string, number[]> }> {
  const step = describeStep(network(), {
    batchSize,
    inputShape: [3, side, side],
    normalisation: { mean: [0.5, 0.4, 0.3], std: [0.2, 0.3, 0.4] },
    optimiser,
    freezeBatchNorm,
  });
  const engine = await OrtEngine.open(step, { stepsAtOnce });
  expect(engine.stepsAtOnce).toBe(stepsAtOnce);
  const steps = stepsOf(7);
  const results: StepResult[] = [];
  for (let from = 0; from < steps.length; from += stepsAtOnce)
    results.push(...(await engine.run(steps.slice(from, from + stepsAtOnce))));
  const { steps: count, tensors } = await engine.state();
  expect(count).toBe(steps.length);
  await engine.release();
  return {
    results,
    state: Object.fromEntries([...tensors].map(([name, { data }]) => [name, Array.from(data)])),
  };
}

describe.each(optimisers)('four steps in one run, by $kind,', (optimiser) => {
  test.each([false, true])('are four steps to the digit (frozen batch norm: %s)', async (frozen) => {
    const alone = await taken(optimiser, frozen, 1);
    const together = await taken(optimiser, frozen, 4);
    expect(together).toEqual(alone);
    expect(Object.keys(together.state).length).toBeGreaterThan(8);
  });
});
