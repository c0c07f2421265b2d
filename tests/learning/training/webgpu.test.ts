import { expect, test } from 'vitest';
import { z } from 'zod';
import { startModule } from '../../support/children.ts';
import { swiftShader } from '../../support/swiftshader.ts';

const env = swiftShader();

const outcomeSchema = z.object({
  losses: z.array(z.number()),
  resumed: z.array(z.number()),
  state: z.record(z.string(), z.array(z.number())),
});

/**
 * Trains the small network of every operator for some steps on a device, takes its state off the device, and goes on from it
 * with another engine.
 */
async function trainedOn(device: 'cpu' | 'webgpu'): Promise<z.infer<typeof outcomeSchema>> {
  const source = `
    import { readModel } from '#host/onnx/model-io.ts';
    import { OrtEngine } from '#host/training/engine/ort-engine.ts';
    import { describeStep } from '#host/training/step/description.ts';
    import { targetDistribution } from '#host/training/step/targets.ts';
    import { fixture, noiseImages, truths } from './tests/learning/training/autodiff/support/reference.ts';
    const device = ${JSON.stringify(device)};
    const optimiser = { kind: 'sgd', momentum: 0.9, weightDecay: 0.01, nesterov: true };
    const imageSize = 24;
    const described = describeStep(readModel(fixture('small.onnx')), {
      batchSize: truths.length, inputShape: [3, imageSize, imageSize], optimiser,
    });
    const step = {
      lr: 0.05,
      input: noiseImages(truths.length, imageSize),
      targets: targetDistribution(truths, { classWeights: [1, 2, 0.5], labelSmoothing: 0.1 }),
    };
    const run = async (engine, steps) => {
      const losses = [];
      for (let taken = 0; taken < steps; taken += 1)
        losses.push(...(await engine.run([step])).map(({ loss }) => loss));
      return losses;
    };
    const first = await OrtEngine.open(described, { device });
    const losses = await run(first, 8);
    const state = await first.state();
    const losses2 = await run(first, 2);
    await first.release();
    const second = await OrtEngine.open(described, { device });
    await second.restore(state);
    const resumed = await run(second, 2);
    await second.release();
    console.log(JSON.stringify({
      losses: [...losses, ...losses2],
      resumed,
      state: Object.fromEntries([...state.tensors].map(([name, { data }]) => [name, [...data]])),
    }));
  `;
  const { stdout, stderr, code } = await startModule(source, env === undefined ? {} : { env }).ended;
  expect(code, stderr).toBe(0);
  return outcomeSchema.parse(JSON.parse(stdout));
}

test.runIf(env)('WebGPU trains what the processor trains, and its state can be taken up again', async () => {
  const [cpu, gpu] = [await trainedOn('cpu'), await trainedOn('webgpu')];
  expect(gpu.losses).toHaveLength(10);
  gpu.losses.forEach((loss, step) => {
    expect(Math.abs(loss - (cpu.losses[step] ?? NaN)), `step ${step}`).toBeLessThan(1e-3);
  });
  expect(gpu.losses.at(-1)).toBeLessThan((gpu.losses[0] ?? 0) * 0.8);
  expect(gpu.resumed).toEqual(gpu.losses.slice(8).map((loss) => expect.closeTo(loss, 5) as number));
  expect(Object.keys(gpu.state)).toEqual(Object.keys(cpu.state));
  for (const [name, values] of Object.entries(cpu.state)) {
    const scale = Math.max(1e-3, ...values.map(Math.abs));
    const largest = Math.max(...values.map((value, i) => Math.abs(value - (gpu.state[name]?.[i] ?? NaN))));
    expect(largest / scale, name).toBeLessThan(1e-3);
  }
});
