import { readFileSync } from 'node:fs';
import { Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { GraphBuilder } from '#host/onnx/graph-builder.ts';
import { makeModel } from '#host/onnx/model-io.ts';
import { openSession } from '#host/onnx/session.ts';
import { trainingGraph } from '#host/training/autodiff/training-graph.ts';
import { OrtEngine } from '#host/training/engine/ort-engine.ts';
import { type Loss, type StepDescription, describeStep } from '#host/training/step/description.ts';

const runSchema = z.object({
  gradients: z.object({ weight: z.array(z.number()), bias: z.array(z.number()) }),
  losses: z.array(z.number()),
});
const reference = z
  .object({
    targets: z.array(z.number()),
    shares: z.array(z.number()),
    heatMap: runSchema,
    sigmoid: runSchema,
  })
  .parse(
    JSON.parse(
      readFileSync(new URL('../../../oracle/fixtures/training/heat-map.json', import.meta.url), 'utf8'),
    ),
  );

/** As `noise` of tests/oracle/make_heat_map_reference.py. */
function noise(count: number, phase: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => {
    const x = 43758.5453 * Math.sin(12.9898 * i + phase);
    return 2 * (x - Math.floor(x)) - 1;
  });
}

interface Example {
  readonly loss: Loss;
  readonly outputs: number;
  /** Of one example. */
  readonly inputShape: readonly number[];
  readonly batchSize: number;
  readonly targets: readonly number[];
  readonly expected: z.infer<typeof runSchema>;
}

const examples: readonly Example[] = [
  {
    loss: 'heat-map',
    outputs: 5,
    inputShape: [3, 4, 5],
    batchSize: 2,
    targets: reference.targets,
    expected: reference.heatMap,
  },
  {
    loss: 'sigmoid',
    outputs: 2,
    inputShape: [3],
    batchSize: 6,
    targets: reference.shares,
    expected: reference.sigmoid,
  },
];

/** A layer of 1 x 1, or its like for vectors. */
function stepOf({ loss, outputs, inputShape, batchSize }: Example): StepDescription {
  const graph = new GraphBuilder();
  const isMap = inputShape.length === 3;
  const inputs = [
    graph.input('input', ['n', ...inputShape]),
    graph.float('weight', isMap ? [outputs, 3, 1, 1] : [outputs, 3], noise(outputs * 3, 1)),
    graph.float('bias', [outputs], noise(outputs, 2)),
  ];
  const logits = isMap
    ? graph.node('Conv', inputs, { kernel_shape: { ints: [1, 1] } }, 'logits')
    : graph.node('Gemm', inputs, { transB: { int: 1 } }, 'logits');
  graph.output(logits, ['n', outputs, ...inputShape.slice(1)]);
  return describeStep(makeModel(graph.build('layer')), {
    batchSize,
    inputShape,
    loss,
    optimiser: { kind: 'adamw', betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 0.01 },
  });
}

function inputOf({ inputShape, batchSize }: Example): Float32Array<ArrayBuffer> {
  return Float32Array.from(noise(batchSize * inputShape.reduce((a, b) => a * b, 1), 4));
}

describe.each(examples)('the loss $loss', (example) => {
  it("takes PyTorch's steps, losses to 1e-4", async () => {
    const engine = await OrtEngine.open(stepOf(example), { threads: 1 });
    const losses: number[] = [];
    for (const { length } of [example.expected.losses])
      for (let step = 0; step < length; step += 1) {
        const [result] = await engine.run([
          { input: inputOf(example), targets: Float32Array.from(example.targets), lr: 0.05 },
        ]);
        losses.push(result?.loss ?? NaN);
      }
    await engine.release();
    losses.forEach((loss, index) => expect(loss).toBeCloseTo(example.expected.losses[index] ?? NaN, 4));
  });

  it("has PyTorch's gradients to 1e-5, and those of finite differences to 0.5 %", async () => {
    const step = stepOf(example);
    const graph = trainingGraph(step, { withGradients: true });
    const session = await openSession(graph.model, { intraOpNumThreads: 1 });
    const run = async (bias: Float32Array): Promise<Partial<Record<string, Float32Array>>> => {
      const state = Object.fromEntries(
        step.state.map(({ name, dims, initial }) => [name, new Tensor('float32', initial.data, [...dims])]),
      );
      const scalar = (value: number): Tensor => new Tensor('float32', Float32Array.of(value), []);
      const result = await session.run({
        ...state,
        bias: new Tensor('float32', bias, [bias.length]),
        [graph.inputs.input]: new Tensor('float32', inputOf(example), [...step.input.dims]),
        [graph.inputs.targets]: new Tensor('float32', Float32Array.from(example.targets), [
          ...step.targetDims,
        ]),
        [graph.inputs.lr]: scalar(0.05),
        ...Object.fromEntries(graph.inputs.corrections.map((name) => [name, scalar(0.1)])),
      });
      return Object.fromEntries(
        Object.entries(result).map(([name, { data }]) => [name, data as Float32Array]),
      );
    };
    const bias = noise(example.outputs, 2);
    const here = await run(bias);
    for (const name of ['weight', 'bias'] as const)
      example.expected.gradients[name].forEach((value, index) =>
        expect(here[`${name}.gradient`]?.[index]).toBeCloseTo(value, 5),
      );
    // Small, since the loss of boxes has a kink wherever one is right.
    const h = 1 / 1024;
    for (const index of bias.keys()) {
      const at = async (sign: number): Promise<number> =>
        (await run(bias.map((value, i) => (i === index ? value + sign * h : value)))).loss?.[0] ?? NaN;
      const numeric = ((await at(1)) - (await at(-1))) / (2 * h);
      expect(Math.abs(numeric - (here['bias.gradient']?.[index] ?? NaN))).toBeLessThan(5e-3);
    }
    await session.release();
  });
});
