import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toBinary } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { type Checkpoint, readCheckpoint, writeCheckpoint } from '#host/training/checkpoints/checkpoint.ts';
import { TensorProtoSchema } from '#host/onnx/generated/onnx_pb.js';
import { graphOf, readModel } from '#host/onnx/model-io.ts';
import { runTraining } from '#host/training/trainer.ts';
import type { EpochRecord, TrainingPlan, TrainingResult } from '#shared/learning/plan.ts';
import { seededRandom } from '#shared/learning/random.ts';
import type { Recipe } from '#shared/learning/recipe.ts';
import { startModule } from '../../support/children.ts';
import { refusal } from '../../support/errors.ts';
import { temporaryFolder } from '../../support/labs.ts';
import { quietHooks, tinyPlan } from '../../support/plans.ts';
import { canMount, mountSmallDisk } from '../../support/small-disk.ts';
import { writeTinyBackbone } from '../../support/tiny-backbone.ts';

/** Batch norm, dropout, momentum, a schedule by the step: all the state that a training can have. */
async function richPlan(recipe: Partial<Recipe> = {}): Promise<TrainingPlan> {
  const plan = await tinyPlan({
    strategy: 'fine-tune',
    epochs: 4,
    batchSize: 4,
    lr: 0.02,
    schedule: 'cosine',
    warmUp: 1,
    device: 'cpu',
    ...recipe,
  });
  const backboneFile = writeTinyBackbone(join(temporaryFolder(), 'rich.onnx'), { rich: true });
  return { ...plan, backboneFile };
}

/** The same training with files of its own. */
function afresh(plan: TrainingPlan): TrainingPlan {
  const directory = temporaryFolder();
  return { ...plan, runDir: join(directory, 'run'), modelFile: join(directory, 'model.onnx') };
}

const checkpointOf = ({ runDir }: TrainingPlan): string => join(runDir, 'checkpoint.safetensors');

/** Every constant of the finished model, of whatever type, as its bytes. */
function weights({ modelFile }: TrainingPlan): Map<string, Uint8Array> {
  const { initializer } = graphOf(readModel(modelFile));
  return new Map(initializer.map((tensor) => [tensor.name, toBinary(TensorProtoSchema, tensor)]));
}

/** What of a result does not depend on the clock. */
function timeless({ epochs, best, test: figures, temperature, threshold }: TrainingResult): unknown {
  return { epochs, best, figures, temperature, threshold };
}

const batchesOf = ({ items, recipe }: TrainingPlan): number =>
  Math.floor(items.filter(({ side }) => side === 'train').length / recipe.batchSize);

/** Stops a training after so many batches, counted from where it goes on. */
async function stopped(plan: TrainingPlan, batches: number): Promise<void> {
  const controller = new AbortController();
  let seen = 0;
  const onProgress = ({ phase }: { phase: string }): void => {
    seen += phase === 'Training' ? 1 : 0;
    if (seen === batches) controller.abort(new Error('enough'));
  };
  const training = runTraining(plan, quietHooks({ signal: controller.signal, onProgress }));
  await expect(training).rejects.toThrow('enough');
}

describe.each(['sgd', 'adamw'] as const)('a training by %s that goes on from a checkpoint', (optimiser) => {
  test('ends with the same weights to the bit, wherever it was stopped', async () => {
    const plan = await richPlan({ optimiser });
    const whole = afresh(plan);
    const expected = timeless(await runTraining(whole, quietHooks()));
    const random = seededRandom(7);
    for (let stops = 1; stops <= 3; stops += 1) {
      const broken = afresh(plan);
      for (let stop = 0; stop < stops; stop += 1) {
        await stopped(broken, 1 + random.below(Math.floor((4 * batchesOf(plan)) / stops) - 1));
      }
      expect(existsSync(checkpointOf(broken))).toBe(true);
      const seen: EpochRecord[] = [];
      const result = await runTraining(broken, quietHooks({ onEpoch: (record) => seen.push(record) }));
      expect(timeless(result)).toEqual(expected);
      expect(seen.length).toBeLessThanOrEqual(4);
      expect(weights(broken)).toEqual(weights(whole));
      // The log tells one run, not its pieces; and what is finished needs no checkpoint.
      const log = (one: TrainingPlan): string =>
        readFileSync(join(one.runDir, 'log.txt'), 'utf8').replace(/Training complete in .*/, '');
      expect(log(broken)).toBe(log(whole));
      expect(existsSync(checkpointOf(broken))).toBe(false);
    }
  });
});

test('kill -9 at any moment costs what came after the last checkpoint, and no more', async () => {
  const plan = await richPlan({ epochs: 12 });
  const whole = afresh(plan);
  const expected = timeless(await runTraining(whole, quietHooks()));
  // A checkpoint after every batch, so that kills fall into the writing of one too.
  const killed = { ...afresh(plan), checkpointMinutes: 0 };
  const random = seededRandom(2026);
  let died = 0;
  for (let kill = 0; kill < 6; kill += 1) {
    const { child, ended } = startModule(`
      import { runTraining } from '#host/training/trainer.ts';
      await runTraining(${JSON.stringify(killed)}, {
        signal: new AbortController().signal,
        onEpoch: () => undefined,
        onProgress: ({ phase }) => { if (phase === 'Training') console.log('batch'); },
      });
    `);
    const batches = 2 + random.below(6);
    let seen = 0;
    child.stdout?.on('data', (text: Buffer) => {
      const before = seen;
      seen += text.toString().split('batch').length - 1;
      if (before < batches && seen >= batches) setTimeout(() => child.kill('SIGKILL'), random.below(15));
    });
    const { signal, stderr } = await ended;
    expect(stderr).toBe('');
    if (signal !== 'SIGKILL') break;
    died += 1;
    const checkpoint = readCheckpoint(checkpointOf(killed));
    expect(checkpoint?.sums.photos ?? 0).toBeGreaterThanOrEqual(0);
  }
  expect(died).toBeGreaterThanOrEqual(3);
  const done = readCheckpoint(checkpointOf(killed));
  expect((done?.epoch ?? 0) + (done?.sums.photos ?? 0)).toBeGreaterThan(2);
  expect(timeless(await runTraining(killed, quietHooks()))).toEqual(expected);
  expect(weights(killed)).toEqual(weights(whole));
});

test('a training that diverges keeps its last good checkpoint, and goes on from it at a lower rate', async () => {
  const plan = await richPlan({ epochs: 3 });
  await stopped(plan, batchesOf(plan) + 2);
  const before = readFileSync(checkpointOf(plan));
  const wild = { ...plan, recipe: { ...plan.recipe, lr: 1e30 } };
  const error = await refusal('diverged', () => runTraining(wild, quietHooks()));
  expect(error.message).toMatch(/diverged in epoch 2/);
  expect(readFileSync(checkpointOf(plan)).equals(before)).toBe(true);
  const gentle = { ...plan, recipe: { ...plan.recipe, lr: 0.001 } };
  const { epochs } = await runTraining(gentle, quietHooks());
  expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
  expect(epochs[2]?.lr).toBeLessThan(0.001);
});

test.runIf(canMount())('a full disk ends the run, and the checkpoint before stays', async () => {
  const disk = mountSmallDisk('1m');
  const plan = {
    ...(await richPlan({ epochs: 50 })),
    runDir: join(disk.folder, 'run'),
    checkpointMinutes: 0,
  };
  let seen = 0;
  const onProgress = ({ phase }: { phase: string }): void => {
    seen += phase === 'Training' ? 1 : 0;
    if (seen !== 5) return;
    // Fills what is left.
    try {
      writeFileSync(join(disk.folder, 'ballast'), Buffer.alloc(2_000_000));
    } catch {
      seen += 1;
    }
  };
  await refusal('disk-full', () => runTraining(plan, quietHooks({ onProgress })));
  expect(readCheckpoint(checkpointOf(plan))?.sums.photos).toBeGreaterThan(0);
  expect(readdirSync(plan.runDir).filter((name) => name.endsWith('.part'))).toEqual([]);
});

test('a training stops early where validation no longer gets better, and stays stopped', async () => {
  const plan = await richPlan({ epochs: 200, patience: 2 });
  const { epochs, best } = await runTraining(plan, quietHooks());
  expect(epochs.length).toBeLessThan(200);
  expect(epochs.length - best.epoch).toBe(2);
});

describe('a checkpoint', () => {
  const checkpoint: Checkpoint = {
    epoch: 3,
    sums: { photos: 8, loss: 5.25, right: 6 },
    epochs: [{ epoch: 1, lr: 0.1, train: { loss: 0.7, acc: 0.5 }, val: { loss: 0.6, acc: 0.75 } }],
    engine: 'ort',
    device: 'cpu',
    seconds: 12.5,
    state: {
      steps: 42,
      tensors: new Map([
        ['weight', { dims: [2, 2], data: Float32Array.of(1, -2, 0.1, 4) }],
        ['rate', { dims: [], data: Float32Array.of(3) }],
      ]),
    },
    best: {
      epoch: 1,
      kept: {
        parameters: new Map([['weight', { dims: [1], data: Float32Array.of(7) }]]),
        logits: [
          [1, 2],
          [-0.5, 0.25],
        ],
      },
    },
  };

  test('comes back as it was written, with and without a best epoch', async () => {
    const file = join(temporaryFolder(), 'checkpoint.safetensors');
    expect(readCheckpoint(file)).toBeUndefined();
    for (const one of [checkpoint, { ...checkpoint, epochs: [], best: undefined }]) {
      await writeCheckpoint(file, one);
      expect(readCheckpoint(file)).toEqual(one);
    }
  });

  test('that is damaged is refused with the way out', async () => {
    const file = join(temporaryFolder(), 'checkpoint.safetensors');
    await writeCheckpoint(file, checkpoint);
    const bytes = readFileSync(file);
    for (const damaged of [bytes.subarray(0, bytes.length - 1), Buffer.from('{}'), Buffer.alloc(64)]) {
      writeFileSync(file, damaged);
      const { message } = await refusal('corrupt-file', () => readCheckpoint(file));
      expect(message).toMatch(/checkpoint .*cannot be read.*Delete it/);
    }
  });

  test('of another network is refused', async () => {
    const plan = await richPlan({ epochs: 2 });
    await stopped(plan, 2);
    const other = { ...plan, backboneFile: writeTinyBackbone(join(temporaryFolder(), 'tiny.onnx')) };
    await expect(
      runTraining({ ...other, classes: [...plan.classes, { id: 99, name: 'glass' }] }, quietHooks()),
    ).rejects.toThrow(/another network, without head\.weight/);
  });
});
