import { describe, expect, it } from 'vitest';
import { OrtEngine } from '#host/training/engine/ort-engine.ts';
import { type StepOptions, describeStep } from '#host/training/step/description.ts';
import type { Optimiser } from '#host/training/step/optimiser.ts';
import { targetDistribution } from '#host/training/step/targets.ts';
import { GraphBuilder } from '#host/onnx/graph-builder.ts';
import type { ModelProto } from '#host/onnx/generated/onnx_pb.js';
import { makeModel } from '#host/onnx/model-io.ts';
import { type Random, seededRandom } from '#shared/learning/random.ts';
import { noiseImages } from './support/reference.ts';
import { noiseResNet18, noiseTensor } from './support/noise-resnet.ts';
import { smallNetwork } from './support/small-network.ts';

const [photos, side, channels, classes] = [4, 6, 5, 3];
const optimiser: Optimiser = { kind: 'sgd', momentum: 0.9, weightDecay: 0, nesterov: false };
const targets = targetDistribution([0, 1, 2, 1], { classWeights: [1, 1, 1], labelSmoothing: 0 });
const lr = 0.1;

const network = (dropout?: number): ModelProto => smallNetwork({ side, channels, classes, dropout });

/** The values after some steps on one batch, less those before. */
async function movedBy(
  one: ModelProto,
  options: Partial<StepOptions>,
  { steps = 1, random }: { steps?: number; random?: Random } = {},
): Promise<Map<string, Float32Array>> {
  const described = describeStep(one, {
    batchSize: photos,
    inputShape: [3, side, side],
    optimiser,
    ...options,
  });
  const engine = await OrtEngine.open(described, { threads: 1 });
  try {
    const step = { input: noiseImages(photos, side), targets, lr, ...(random && { random }) };
    for (let taken = 0; taken < steps; taken += 1) await engine.run([step]);
    const before = new Map(described.state.map(({ name, initial }) => [name, initial.data]));
    return new Map(
      [...(await engine.state()).tensors].map(([name, { data }]) => [
        name,
        data.map((value, i) => value - (before.get(name)?.[i] ?? 0)),
      ]),
    );
  } finally {
    await engine.release();
  }
}

const isMoved = (values: Float32Array | undefined): boolean => values?.some((v) => v !== 0) ?? false;

describe('rates', () => {
  it('leave a parameter out at 0, with the running statistics of its batch norm', async () => {
    const moved = await movedBy(network(), { rateOf: (name) => (name.startsWith('head') ? 1 : 0) });
    expect([...moved.keys()].filter((name) => !name.endsWith('.velocity')).sort()).toEqual([
      'head.bias',
      'head.weight',
    ]);
    expect(isMoved(moved.get('head.weight'))).toBe(true);
  });

  it('scale the first step of a parameter', async () => {
    const whole = await movedBy(network(), {});
    const tenth = await movedBy(network(), { rateOf: (name) => (name === 'conv.weight' ? 0.1 : 1) });
    const [slow, fast] = [tenth, whole].map((moved) => moved.get('conv.weight') ?? new Float32Array());
    expect(isMoved(fast)).toBe(true);
    slow?.forEach((value, i) => expect(value).toBeCloseTo(0.1 * (fast?.[i] ?? NaN), 6));
    expect(tenth.get('head.weight')).toEqual(whole.get('head.weight'));
  });
});

describe('stages', () => {
  /** The stage that each parameter of a network is said to be in. */
  function stagesIn(one: ModelProto, size: number): Map<string, number> {
    const stages = new Map<string, number>();
    const rateOf = (parameter: string, stage: number): number => {
      stages.set(parameter, stage);
      return 1;
    };
    describeStep(one, { batchSize: 2, inputShape: [3, size, size], optimiser, rateOf });
    return stages;
  }

  it('of a ResNet are its head, its layers from the last to the first, and its stem', () => {
    const stages = stagesIn(noiseResNet18(classes), 64);
    const expected = {
      'head.weight': 0,
      'head.bias': 0,
      'layer4.1.conv2.weight': 1,
      'layer4.0.downsample.0.weight': 1,
      'layer3.0.bn1.bias': 2,
      'layer2.1.conv1.weight': 3,
      'layer1.0.conv1.weight': 4,
      'bn1.weight': 5,
      'conv1.weight': 5,
    };
    expect(Object.fromEntries(Object.keys(expected).map((name) => [name, stages.get(name)]))).toEqual(
      expected,
    );
  });

  it('leave out what works on a single pixel: it belongs where it stands', () => {
    const graph = new GraphBuilder();
    const kernel = (name: string, dims: readonly number[]): string =>
      graph.float(name, dims, noiseTensor(name, dims, 1).data);
    const map = graph.node('Conv', [
      graph.input('input', ['n', 3, side, side]),
      kernel('body', [4, 3, 3, 3]),
    ]);
    const gate = graph.node('Conv', [graph.node('GlobalAveragePool', [map]), kernel('gate', [4, 4, 1, 1])]);
    const pooled = graph.node('GlobalAveragePool', [graph.node('Mul', [map, gate])]);
    graph.output(
      graph.node('Gemm', [graph.node('Flatten', [pooled]), kernel('head', [4, 3])], {}, 'logits'),
      ['n', 3],
    );
    expect(Object.fromEntries(stagesIn(makeModel(graph.build('gated')), side))).toEqual({
      body: 1,
      gate: 1,
      head: 0,
    });
  });
});

describe('a frozen batch norm', () => {
  it('normalises by its running statistics, which stay; its scale and shift are trained', async () => {
    const moved = await movedBy(network(), { freezeBatchNorm: true });
    expect(moved.has('norm.running_mean')).toBe(false);
    expect(isMoved(moved.get('norm.weight'))).toBe(true);
    const batchwise = await movedBy(network(), {});
    expect(isMoved(batchwise.get('norm.running_mean'))).toBe(true);
    expect(moved.get('conv.weight')).not.toEqual(batchwise.get('conv.weight'));
  });
});

describe('dropout', () => {
  it('draws its masks from the given source, and repeats with it', async () => {
    const run = (seed: number) => movedBy(network(0.5), {}, { steps: 3, random: seededRandom(seed) });
    const [first, again, other] = [await run(1), await run(1), await run(2)];
    expect(again).toEqual(first);
    expect(other.get('head.weight')).not.toEqual(first.get('head.weight'));
  });

  it('changes nothing at ratio 0', async () => {
    const without = await movedBy(network(), {});
    const none = await movedBy(network(0), {}, { random: seededRandom(1) });
    expect(none.get('conv.weight')).toEqual(without.get('conv.weight'));
  });

  it('keeps what is expected: what stays is scaled up', async () => {
    // All masks 1 / (1 - ratio) make the features twice as large, and so the first gradient of the head at zero weights.
    const always: Random = { next: () => 0.999, below: () => 0 };
    const zero = (one: ModelProto): ModelProto => {
      for (const tensor of one.graph?.initializer ?? []) {
        if (tensor.name.startsWith('head')) tensor.rawData = new Uint8Array(tensor.rawData.length);
      }
      return one;
    };
    const plain = await movedBy(zero(network()), {});
    const doubled = await movedBy(zero(network(0.5)), {}, { random: always });
    const [once, twice] = [plain, doubled].map((moved) => moved.get('head.weight') ?? new Float32Array());
    expect(isMoved(once)).toBe(true);
    twice?.forEach((value, i) => expect(value).toBeCloseTo(2 * (once?.[i] ?? NaN), 6));
  });

  it('is refused without a source of randomness', async () => {
    await expect(movedBy(network(0.5), {})).rejects.toThrow(/randomness/);
  });
});
