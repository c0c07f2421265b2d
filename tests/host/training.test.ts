import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { startNode } from '../support/children.ts';
import { temporaryFolder } from '../support/labs.ts';
import { program, strandlineJson } from '../support/strandline.ts';
import { twoClassLab } from '../support/two-class-lab.ts';

const trainedSchema = z.object({
  run: z.int(),
  epochs: z.array(z.unknown()),
  best: z.unknown(),
  test: z.unknown(),
});

/** Small enough that an epoch takes a second. */
const recipe = ['--strategy', 'fine-tune', '--device', 'cpu', '--image-size', '64', '--epochs', '4'];

/** Starts a training and stops it by a signal once photos have been trained on. */
async function stoppedBy(signal: 'SIGINT' | 'SIGKILL', lab: string) {
  const { child, ended } = startNode([program, 'train', lab, ...recipe]);
  child.stderr?.on('data', (text: Buffer) => {
    if (/Training {2}[1-9]/.test(text.toString())) child.kill(signal);
  });
  return ended;
}

test('a training that is paused or killed goes on to the end that it would have had', async () => {
  const lab = await twoClassLab(10, 2);
  const whole = trainedSchema.parse(await strandlineJson('train', lab, ...recipe));

  const paused = await stoppedBy('SIGINT', lab);
  expect(paused.code).toBe(130);
  expect(paused.stderr).toContain('Paused: Training');
  const killed = await stoppedBy('SIGKILL', lab);
  expect(killed.signal).toBe('SIGKILL');
  expect(await strandlineJson('runs', lab)).toMatchObject([
    { id: 3, state: 'interrupted' },
    { id: 2, state: 'interrupted' },
    { id: 1, state: 'done' },
  ]);

  for (const args of [[], ['2']]) {
    const { run, ...figures } = trainedSchema.parse(await strandlineJson('resume', lab, ...args));
    expect(run).toBe(args.length === 0 ? 3 : 2);
    expect(figures).toEqual({ epochs: whole.epochs, best: whole.best, test: whole.test });
  }
  expect(readdirSync(join(lab, 'runs/2')).toSorted()).toEqual([
    'log.jsonl',
    'log.txt',
    'photos.json',
    'predictions.json',
    'result.json',
    'steps.jsonl',
  ]);

  const { code, stderr } = await startNode([program, 'resume', lab, '1']).ended;
  expect(code).toBe(2);
  expect(stderr).toContain('has ended');
});

test('logs are handed out under names that tell runs apart', async () => {
  const lab = await twoClassLab(10, 2);
  await strandlineJson('train', lab, '--epochs', '2', '--views', '1', '--image-size', '64');
  const folder = join(temporaryFolder(), 'logs');
  expect(await strandlineJson('export-logs', lab, '1', folder)).toEqual({
    files: [join(folder, 'run-1-log.txt'), join(folder, 'run-1-log.jsonl')],
  });
  expect(readFileSync(join(folder, 'run-1-log.txt'), 'utf8')).toMatch(/^Epoch 1\/2\n-+\ntrain Loss: \d/);
  const lines = readFileSync(join(folder, 'run-1-log.jsonl'), 'utf8').trim().split('\n');
  expect(
    lines.map((line) => Object.keys(z.record(z.string(), z.unknown()).parse(JSON.parse(line)))[0]),
  ).toEqual(['recipe', 'epoch', 'epoch', 'best']);
});
