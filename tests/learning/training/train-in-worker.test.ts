import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readModelInfo } from '#host/inference/model-file.ts';
import { trainInWorker } from '#host/training/train-in-worker.ts';
import { runTraining } from '#host/training/trainer.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { EpochRecord } from '#shared/learning/plan.ts';
import { startNode } from '../../support/children.ts';
import { refusal } from '../../support/errors.ts';
import { temporaryFolder } from '../../support/labs.ts';
import { quietHooks, tinyPlan } from '../../support/plans.ts';

test('a run in the worker is the run in this process', async () => {
  const plan = await tinyPlan();
  const epochs: EpochRecord[] = [];
  const phases = new Set<string>();
  const result = await trainInWorker(
    plan,
    quietHooks({ onEpoch: (record) => epochs.push(record), onProgress: ({ phase }) => phases.add(phase) }),
  );
  expect(epochs).toEqual(result.epochs);
  expect([...phases]).toEqual(['Looking at photos', 'Training']);
  expect(readModelInfo(plan.modelFile).test).toEqual(result.test);
  expect((await runTraining(await tinyPlan(), quietHooks())).epochs).toEqual(result.epochs);
});

test('an expected failure keeps its code and its words', async () => {
  const plan = await tinyPlan();
  const error = await refusal('not-enough-data', () => trainInWorker({ ...plan, items: [] }, quietHooks()));
  expect(error.message).toContain('no photos for training');
});

describe('cancel', () => {
  const cancelledAt = async (phase: string, entry?: string): Promise<number> => {
    const plan = await tinyPlan({ epochs: 10_000 });
    const controller = new AbortController();
    let at = NaN;
    const cancel = (report: { phase: string }): void => {
      if (report.phase !== phase || controller.signal.aborted) return;
      at = performance.now();
      controller.abort(new StrandlineError('cancelled', 'Enough.'));
    };
    await refusal('cancelled', () =>
      trainInWorker(
        plan,
        quietHooks({ signal: controller.signal, onProgress: cancel }),
        entry === undefined ? {} : { entry, graceMs: 300 },
      ),
    );
    expect(existsSync(plan.modelFile)).toBe(false);
    expect(readdirSync(join(plan.modelFile, '..')).filter((name) => name.endsWith('.part'))).toEqual([]);
    return performance.now() - at;
  };

  test.each(['Looking at photos', 'Training'])('is heard while %s', async (phase) => {
    expect(await cancelledAt(phase)).toBeLessThan(5000);
  });

  test('is forced on a worker that does not listen', async () => {
    const entry = join(temporaryFolder(), 'deaf.mjs');
    writeFileSync(
      entry,
      `process.on('message', ({ kind }) => {
        if (kind === 'train') process.send({ kind: 'progress', report: { phase: 'Deaf', done: 0, total: 1, unit: 'x' } });
      });
      setInterval(() => {}, 1000);`,
    );
    expect(await cancelledAt('Deaf', entry)).toBeGreaterThanOrEqual(290);
  });

  test('before the start nothing is started', async () => {
    const plan = await tinyPlan();
    const signal = AbortSignal.abort(new StrandlineError('cancelled', 'Never mind.'));
    await refusal('cancelled', () => trainInWorker(plan, quietHooks({ signal })));
    expect(existsSync(plan.runDir)).toBe(false);
  });
});

describe('a worker that ends unexpectedly is an error in words', () => {
  const crash = async (source: string): Promise<StrandlineError> => {
    const entry = join(temporaryFolder(), 'crash.mjs');
    writeFileSync(entry, source);
    const plan = await tinyPlan();
    return refusal('internal', () => trainInWorker(plan, quietHooks(), { entry }));
  };

  test('by itself, with its last words kept', async () => {
    const error = await crash(`throw new Error('out of luck')`);
    expect(error.message).toContain('The training ended unexpectedly (exit status 1)');
    expect(error.data.complaint).toContain('out of luck');
  });

  test('in a library, says with what it trained and how to go on', async () => {
    const error = await crash(
      `process.send({ kind: 'place', place: { engine: 'tfjs', device: 'cuda' } }, () => process.kill(process.pid, 'SIGSEGV'));
       setInterval(() => {}, 1000);`,
    );
    expect(error.message).toBe(
      'The training ended unexpectedly (stopped by SIGSEGV) while TensorFlow computed on cuda. It can be resumed from its last checkpoint (strandline resume LAB RUN), with the built-in engine too (--engine ort).',
    );
  });

  test('by a signal', async () => {
    expect((await crash(`process.kill(process.pid, 'SIGKILL')`)).message).toContain('SIGKILL');
  });
});

test('a caller that cannot go on ends the run and hears its own error', async () => {
  const plan = await tinyPlan({ epochs: 10_000 });
  const full = new StrandlineError('disk-full', 'The disk is full.');
  const onEpoch = (): void => {
    throw full;
  };
  await expect(trainInWorker(plan, quietHooks({ onEpoch }))).rejects.toBe(full);
  expect(existsSync(plan.modelFile)).toBe(false);
});

test('a long run under load says all that it has to say before it ends', { timeout: 120_000 }, async () => {
  const busy = Array.from({ length: 2 }, () =>
    startNode(['--eval', 'const until = Date.now() + 100_000; while (Date.now() < until);']),
  );
  onTestFinished(() => busy.forEach(({ child }) => child.kill('SIGKILL')));
  const plan = await tinyPlan({ epochs: 3000 });
  // As slow as a busy disk: what the worker says waits in the pipe, and its result is last in the row.
  const pause = new Int32Array(new SharedArrayBuffer(4));
  let heard = 0;
  const result = await trainInWorker(
    plan,
    quietHooks({
      onEpoch: () => {
        heard += 1;
        Atomics.wait(pause, 0, 0, 1);
      },
    }),
  );
  expect(heard).toBe(3000);
  expect(result.epochs).toHaveLength(3000);
});
