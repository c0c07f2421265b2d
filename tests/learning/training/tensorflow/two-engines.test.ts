import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readCheckpoint } from '#host/training/checkpoints/checkpoint.ts';
import { graphOf, readModel } from '#host/onnx/model-io.ts';
import { readFloats } from '#host/onnx/tensor.ts';
import { runTraining } from '#host/training/trainer.ts';
import type { TrainingPlan } from '#shared/learning/plan.ts';
import type { EngineName, Recipe } from '#shared/learning/recipe.ts';
import { startModule } from '../../../support/children.ts';
import { temporaryFolder } from '../../../support/labs.ts';
import { quietHooks, tinyPlan } from '../../../support/plans.ts';
import { tensorFlowIsMissing } from '../../../support/tensorflow-library.ts';
import { writeTinyBackbone } from '../../../support/tiny-backbone.ts';
import { distance } from '../autodiff/support/reference.ts';

/** Batch norm, dropout, momentum, a schedule by the step: all the state that a training can have. */
async function richPlan(recipe: Partial<Recipe>): Promise<TrainingPlan> {
  const plan = await tinyPlan({
    ...{ strategy: 'fine-tune', epochs: 6, batchSize: 4, lr: 0.01, schedule: 'cosine', warmUp: 1 },
    ...{ device: 'cpu', engine: 'ort' },
    ...recipe,
  });
  const backboneFile = writeTinyBackbone(join(temporaryFolder(), 'rich.onnx'), { rich: true });
  return { ...plan, backboneFile };
}

/** The same training by another engine, with files of its own or those of before. */
const by = (plan: TrainingPlan, engine: EngineName): TrainingPlan => ({
  ...plan,
  recipe: { ...plan.recipe, engine },
});
function afresh(plan: TrainingPlan): TrainingPlan {
  const directory = temporaryFolder();
  return { ...plan, runDir: join(directory, 'run'), modelFile: join(directory, 'model.onnx') };
}

const checkpointOf = ({ runDir }: TrainingPlan): string => join(runDir, 'checkpoint.safetensors');

function weights({ modelFile }: TrainingPlan): Map<string, Float32Array> {
  const floats = graphOf(readModel(modelFile)).initializer.filter(
    ({ dataType, name }) => dataType === 1 && !name.startsWith('reference.'),
  );
  return new Map(floats.map((tensor) => [tensor.name, readFloats(tensor).data]));
}

/** Trains in a process of its own, and kills it after so many batches. */
async function killed(plan: TrainingPlan, batches: number): Promise<void> {
  const { child, ended } = startModule(`
    import { runTraining } from '#host/training/trainer.ts';
    await runTraining(${JSON.stringify({ ...plan, checkpointMinutes: 0 })}, {
      signal: new AbortController().signal,
      onEpoch: () => undefined,
      onProgress: ({ phase }) => { if (phase === 'Training') console.log('batch'); },
    });
  `);
  let seen = 0;
  child.stdout?.on('data', (text: Buffer) => {
    seen += text.toString().split('batch').length - 1;
    if (seen >= batches) child.kill('SIGKILL');
  });
  const { signal, stderr } = await ended;
  expect(stderr).toBe('');
  expect(signal).toBe('SIGKILL');
}

describe.skipIf(tensorFlowIsMissing)('a run with two engines', () => {
  test.each([
    ['sgd', 'ort', 'tfjs'],
    ['sgd', 'tfjs', 'ort'],
    ['adamw', 'ort', 'tfjs'],
    ['adamw', 'tfjs', 'ort'],
  ] as const)(
    'by %s, begun on %s, killed, and resumed on %s, ends as an unbroken one',
    async (optimiser, first, second) => {
      const plan = await richPlan({ optimiser, lr: optimiser === 'sgd' ? 0.01 : 0.001 });
      const whole = by(afresh(plan), second);
      const expected = await runTraining(whole, quietHooks());
      const broken = by(afresh(plan), first);
      await killed(broken, 9);
      expect(readCheckpoint(checkpointOf(broken))).toMatchObject({ engine: first });
      const result = await runTraining(by(broken, second), quietHooks());
      expect(result.engine).toBe(second);
      expect(result.epochs.map(({ epoch }) => epoch)).toEqual(expected.epochs.map(({ epoch }) => epoch));
      for (const [index, { train, val }] of result.epochs.entries()) {
        expect(train.loss).toBeCloseTo(expected.epochs[index]?.train.loss ?? NaN, 3);
        expect(val?.loss).toBeCloseTo(expected.epochs[index]?.val?.loss ?? NaN, 3);
      }
      for (const [name, values] of weights(whole))
        expect(distance(weights(broken).get(name) ?? [], values), name).toBeLessThan(2e-3);
      expect(existsSync(checkpointOf(broken))).toBe(false);
    },
  );

  test('says in its log and its result which engine it was', async () => {
    const plan = by(await richPlan({ epochs: 1 }), 'tfjs');
    expect(await runTraining(plan, quietHooks())).toMatchObject({ engine: 'tfjs', device: 'cpu' });
    expect(readFileSync(join(plan.runDir, 'log.txt'), 'utf8')).toMatch(/TensorFlow/);
  });

  test('keeps its memory over ten epochs', async () => {
    const plan = by(await richPlan({ epochs: 10 }), 'tfjs');
    const { stdout, stderr } = await startModule(`
      import { runTraining } from '#host/training/trainer.ts';
      const memory = [];
      await runTraining(${JSON.stringify(plan)}, {
        signal: new AbortController().signal,
        onEpoch: () => memory.push(process.memoryUsage.rss()),
        onProgress: () => undefined,
      });
      console.log(JSON.stringify(memory));
    `).ended;
    expect(stderr).toBe('');
    const memory = z.array(z.number()).length(10).parse(JSON.parse(stdout));
    // TensorFlow itself takes some 500 MB; what is left of every epoch must not add up.
    expect((memory.at(-1) ?? 0) - (memory[3] ?? 0)).toBeLessThan(40e6);
  });
});
