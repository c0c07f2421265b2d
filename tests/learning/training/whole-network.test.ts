import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { openPredictor } from '#host/inference/predictor.ts';
import { randomHead, withHead } from '#host/onnx/head.ts';
import { untrained, withParameters } from '#host/onnx/network.ts';
import { GraphBuilder } from '#host/onnx/graph-builder.ts';
import { graphOf, makeModel, readModel, writeModel } from '#host/onnx/model-io.ts';
import { readFloats } from '#host/onnx/tensor.ts';
import { backboneMetadataKey } from '#host/training/backbones/facts.ts';
import { readStepLosses } from '#host/training/step-log.ts';
import { runTraining } from '#host/training/trainer.ts';
import type { EpochRecord, TrainingPlan } from '#shared/learning/plan.ts';
import { classify } from '../../support/classify.ts';
import { refusal } from '../../support/errors.ts';
import { temporaryFolder } from '../../support/labs.ts';
import { quietHooks, tinyPlan } from '../../support/plans.ts';
import { writeTinyBackbone } from '../../support/tiny-backbone.ts';

const tuning = { epochs: 4, batchSize: 4, lr: 0.02, weightDecay: 0, stepSize: 3 } as const;

/** The floats of a constant in a model file. */
function constant(file: string, name: string): Float32Array {
  const tensor = graphOf(readModel(file)).initializer.find((one) => one.name === name);
  if (tensor === undefined) throw new Error(`no ${name}`);
  return readFloats(tensor).data;
}

async function run(plan: TrainingPlan) {
  const seen: EpochRecord[] = [];
  const values: number[] = [];
  const hooks = quietHooks({
    onEpoch: (record) => seen.push(record),
    onProgress: ({ value }) => values.push(value ?? NaN),
  });
  return { result: await runTraining(plan, hooks), seen, values };
}

describe.each(['fine-tune', 'scratch', 'probe-then-tune'] as const)('a run by strategy %s', (strategy) => {
  test('learns, changes the backbone, and keeps the best epoch with its test figures', async () => {
    const plan = await tinyPlan({ ...tuning, strategy });
    const { result, seen, values } = await run(plan);
    expect(result.epochs).toEqual(seen);
    expect(seen).toHaveLength(tuning.epochs);
    expect(seen.at(-1)?.lr).toBeCloseTo(0.002);
    expect(result.test?.sample.accuracy).toBeGreaterThanOrEqual(0.75);
    expect(values).toEqual(values.toSorted((a, b) => a - b));
    expect(values.at(-1)).toBe(1);
    expect(constant(plan.modelFile, 'weight')).not.toEqual(constant(plan.backboneFile, 'weight'));
    expect(readFileSync(join(plan.runDir, 'log.txt'), 'utf8')).toMatch(
      /^(webgpu: .*\n[^]*Training on .*\n\n)?Epoch 1\/4\n/,
    );
  });

  test('tells the loss of its steps before an epoch has ended', async () => {
    const plan = await tinyPlan({ ...tuning, strategy, epochs: 2 });
    // A clock by which every look at it is more than a second later.
    let now = performance.now();
    vi.spyOn(performance, 'now').mockImplementation(() => (now += 1500));
    onTestFinished(() => void vi.restoreAllMocks());
    await run(plan);
    const losses = readStepLosses(plan.runDir);
    expect(losses.length).toBeGreaterThan(2);
    expect(losses[0]?.at).toBeLessThan(1);
    expect(losses.at(-1)?.at).toBe(2);
    expect(losses.map(({ at }) => at)).toEqual(losses.map(({ at }) => at).toSorted((a, b) => a - b));
    for (const { loss } of losses) expect(loss).toBeGreaterThan(0);
  });

  test('repeats to the bit, and differs by seed', async () => {
    const plan = await tinyPlan({ ...tuning, strategy, epochs: 2 });
    const { result } = await run(plan);
    const first = constant(plan.modelFile, 'weight');
    const again = await run(plan);
    expect(again.result.epochs).toEqual(result.epochs);
    expect(constant(plan.modelFile, 'weight')).toEqual(first);
    await run({ ...plan, recipe: { ...plan.recipe, seed: 2 } });
    expect(constant(plan.modelFile, 'weight')).not.toEqual(first);
  });
});

test('the model file says of the test photos what the run said', async () => {
  const plan = await tinyPlan({ ...tuning, strategy: 'fine-tune' });
  const { result } = await run(plan);
  const predictor = await openPredictor(plan.modelFile);
  const held = plan.items.filter(({ side }) => side === 'test');
  const verdicts = await classify(
    predictor,
    held.map(({ path }) => path),
    { together: false },
  );
  await predictor.close();
  const right = verdicts.filter((verdict, index) => {
    const [best] = Object.entries(verdict.probabilities).toSorted((x, y) => y[1] - x[1]);
    return best?.[0] === plan.classes[held[index]?.classIndex ?? -1]?.name;
  });
  expect(right.length / held.length).toBeCloseTo(result.test?.photo.accuracy ?? NaN);
});

test('a cancel ends it between two batches', async () => {
  const plan = await tinyPlan({ ...tuning, strategy: 'fine-tune', epochs: 1000 });
  const controller = new AbortController();
  const training = runTraining(
    plan,
    quietHooks({ signal: controller.signal, onEpoch: () => controller.abort(new Error('enough')) }),
  );
  await expect(training).rejects.toThrow('enough');
});

test('a learning rate that is too high stops the run with a way out', async () => {
  const plan = await tinyPlan({ ...tuning, strategy: 'fine-tune', lr: 1e30 });
  const error = await refusal('diverged', () => runTraining(plan, quietHooks()));
  expect(error.message).toMatch(/diverged in epoch \d.*too high/);
  expect(error.action).toContain('lower learning rate');
});

test('an operator without a gradient rule is refused by name before anything runs', async () => {
  const plan = await tinyPlan({ ...tuning, strategy: 'fine-tune' });
  const graph = new GraphBuilder();
  const map = graph.node('Elu', [graph.input('input', ['n', 3, 'h', 'w'])]);
  const pooled = graph.node('GlobalAveragePool', [graph.node('Sin', [map])]);
  graph.output(graph.node('Flatten', [pooled], {}, 'features'), ['n', 3]);
  const facts = { name: 'odd', source: 'a test', licence: 'MIT', featureSize: 3, imageSize: 32 };
  const normalisation = { mean: [0, 0, 0], std: [1, 1, 1] };
  const backboneFile = join(temporaryFolder(), 'odd.onnx');
  writeModel(
    backboneFile,
    makeModel(graph.build('odd'), { [backboneMetadataKey]: JSON.stringify({ ...facts, normalisation }) }),
  );
  const epochs: EpochRecord[] = [];
  const hooks = quietHooks({ onEpoch: (record) => epochs.push(record) });
  const error = await refusal('unsupported', () => runTraining({ ...plan, backboneFile }, hooks));
  expect(error.message).toContain('Elu, Sin');
  expect(epochs).toEqual([]);
});

test('an untrained network keeps its shape, forgets its numbers, and is the same for the same seed', () => {
  const network = withHead(
    readModel(writeTinyBackbone(join(temporaryFolder(), 'tiny.onnx'))),
    randomHead(2, 8, 1),
  );
  const kernel = (seed: number): Float32Array => {
    const tensor = graphOf(untrained(network, seed)).initializer.find(({ name }) => name === 'weight');
    return tensor === undefined ? new Float32Array() : readFloats(tensor).data;
  };
  const values = kernel(1);
  expect(kernel(1)).toEqual(values);
  expect(kernel(2)).not.toEqual(values);
  const spread = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
  // 75 inputs: sqrt(2 / 75), within what 600 draws allow.
  expect(spread).toBeGreaterThan(0.163 * 0.9);
  expect(spread).toBeLessThan(0.163 * 1.1);
  const changed = withParameters(
    network,
    new Map([['head.bias', { dims: [2], data: Float32Array.of(3, 4) }]]),
  );
  const bias = graphOf(changed).initializer.find(({ name }) => name === 'head.bias');
  expect(bias && [...readFloats(bias).data]).toEqual([3, 4]);
});
