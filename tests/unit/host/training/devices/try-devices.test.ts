import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Computer } from '#host/training/devices/obstacles.ts';
import type { Probe, ProbeOptions, ProbeTask } from '#host/training/devices/probe.ts';
import { forgetPlaces, rememberedPlace } from '#host/training/devices/remembered.ts';
import { choosePlace, tryPlaces } from '#host/training/devices/try-devices.ts';
import { withRoom } from '#host/training/devices/with-room.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { Place } from '#shared/learning/place.ts';
import { type Recipe, defaultRecipe } from '#shared/learning/recipe.ts';
import { refusal } from '../../../../support/errors.ts';

const recipe: Recipe = {
  ...defaultRecipe('fine-tune', 'tiny'),
  ...{ imageSize: 32, batchSize: 4, engine: 'auto', device: 'auto' },
};
const task = { backboneFile: 'tiny.onnx', classes: 2, recipe };
const linux: Computer = {
  ...{ platform: 'linux', arch: 'x64', has: () => true, runtime: '/app/onnxruntime-node' },
  ...{ nvidia: 'NVRM version: 580', library: () => 'ready', tensorFlowPackage: 'plain' },
};
const windows: Computer = { ...linux, platform: 'win32' };

type Answers = Record<string, Probe | ((batchSize: number, options: ProbeOptions) => Probe)>;

/** A computer whose places answer as told; what is not told fails. */
function probing(answers: Answers) {
  const tried: string[] = [];
  const probe = (
    { engine, device, recipe: { batchSize } }: ProbeTask,
    options: ProbeOptions,
  ): Promise<Probe> => {
    tried.push(`${engine} ${device} ${batchSize}${options.env === undefined ? '' : ' plain'}`);
    const answer = answers[`${engine} ${device}`] ?? { failure: 'No supported adapters' };
    return Promise.resolve(typeof answer === 'function' ? answer(batchSize, options) : answer);
  };
  return { probe, tried };
}

const right = (secondsPerStep: number): Probe => ({ losses: [0.7001, 0.6, 0.4999], secondsPerStep });
const home: Probe = { losses: [0.7, 0.6, 0.5], secondsPerStep: 0.5 };
const wrong: Probe = { losses: [0.7, 0.71, 0.72], secondsPerStep: 0.01 };
const tf32: Probe = { losses: [0.7, 0.6, 0.503], secondsPerStep: 0.01 };
const full: Probe = { failure: 'Failed to allocate memory for requested buffer', code: 'out-of-memory' };

const choose = (answers: Answers, changes: Partial<Recipe> = {}, before?: Place, computer = linux) =>
  choosePlace({ ...task, recipe: { ...recipe, ...changes } }, before, { computer, ...probing(answers) });

describe('auto', () => {
  test('takes the fastest place that computes what the processor computes, whatever the engine', async () => {
    expect(await choose({ 'ort cpu': home, 'ort webgpu': right(0.05) })).toMatchObject({
      engine: 'ort',
      device: 'webgpu',
    });
    expect(
      await choose({ 'ort cpu': home, 'ort cuda': right(0.05), 'tfjs cuda': right(0.01) }),
    ).toMatchObject({ engine: 'tfjs', device: 'cuda' });
    expect(await choose({ 'ort cpu': home, 'tfjs cpu': right(0.3) })).toMatchObject({ engine: 'tfjs' });
    expect(await choose({ 'ort cpu': home, 'tfjs cpu': right(2) })).toMatchObject({ engine: 'ort' });
    expect(await choose({ 'ort cpu': home, 'tfjs cpu': wrong })).toMatchObject({ engine: 'ort' });
    expect(await choose({ 'ort cpu': home, 'ort dml': right(0.1) }, {}, undefined, windows)).toMatchObject({
      device: 'dml',
    });
  });

  test('tells what it tried, and why not', async () => {
    const { tried } = await choose({ 'ort cpu': home, 'tfjs cpu': right(0.25), 'ort cuda': wrong });
    expect(tried.find(({ engine, device }) => engine === 'tfjs' && device === 'cpu')).toMatchObject({
      photosPerSecond: 16,
      note: null,
    });
    expect(tried.find(({ engine, device }) => engine === 'ort' && device === 'cuda')).toMatchObject({
      photosPerSecond: null,
      note: expect.stringContaining('something else') as string,
    });
    // DirectML cannot be here at all.
    expect(tried.map(({ device }) => device)).not.toContain('dml');
    expect(tried).toHaveLength(5);
  });

  test('does not keep the processor busy with a trial that has no rival', async () => {
    const { probe, tried } = probing({ 'ort cpu': home });
    const choice = await choosePlace(task, undefined, { computer: linux, probe });
    expect(choice).toMatchObject({ engine: 'ort', device: 'cpu', batchSize: 4 });
    expect(tried).toEqual(['tfjs cpu 4', 'ort cuda 4', 'tfjs cuda 4', 'ort webgpu 4']);
  });

  test('stays where a run was before, as long as that works', async () => {
    const answers = { 'ort cpu': home, 'ort cuda': right(0.01), 'ort webgpu': right(0.05) };
    expect(await choose(answers, {}, { engine: 'ort', device: 'webgpu' })).toMatchObject({
      device: 'webgpu',
    });
    expect(await choose(answers, {}, { engine: 'ort', device: 'cpu' })).toMatchObject({ device: 'cpu' });
    expect(await choose(answers, {}, { engine: 'tfjs', device: 'cuda' })).toMatchObject({ device: 'cuda' });
    expect(await choose(answers, { engine: 'ort' }, { engine: 'tfjs', device: 'cpu' })).toMatchObject({
      engine: 'ort',
      device: 'cuda',
    });
  });
});

describe('what is asked for', () => {
  test('is used, however slow', async () => {
    expect(await choose({ 'ort cpu': home, 'ort webgpu': right(9) }, { device: 'webgpu' })).toMatchObject({
      device: 'webgpu',
    });
    expect(await choose({ 'ort cpu': home, 'tfjs cpu': right(9) }, { engine: 'tfjs' })).toMatchObject({
      engine: 'tfjs',
      device: 'cpu',
    });
    expect(await choose({}, { engine: 'ort', device: 'cpu' })).toMatchObject({
      engine: 'ort',
      device: 'cpu',
    });
  });

  test('or refused with the reason', async () => {
    const webgpu = await refusal('device-unavailable', () =>
      choose({ 'ort cpu': home }, { device: 'webgpu' }),
    );
    expect(webgpu.message).toContain('graphics card');
    const dml = await refusal('device-unavailable', () => choose({ 'ort cpu': home }, { device: 'dml' }));
    expect(dml.message).toContain('Windows only');
    const neither = await refusal('device-unavailable', () => choose({}, { engine: 'tfjs', device: 'dml' }));
    expect(neither.message).toMatch(/cpu and cuda alone.*--engine ort/);
    const broken = await refusal('device-unavailable', () =>
      choose({ 'ort cpu': home, 'ort webgpu': wrong }, { device: 'webgpu' }),
    );
    expect(broken.message).toMatch(
      /0\.7000, 0\.7100, 0\.7200 where the processor has 0\.7000, 0\.6000, 0\.5000/,
    );
  });

  test('--engine tfjs without its library names how to get it', async () => {
    const { message } = await refusal('device-unavailable', () =>
      choose({ 'ort cpu': home }, { engine: 'tfjs' }, undefined, { ...linux, library: () => 'absent' }),
    );
    expect(message).toMatch(/^The engine "tfjs" cannot be used/);
    expect(message).toContain('strandline engine install tfjs\n');
    expect(message).toContain('strandline engine install tfjs --cuda');
  });
});

describe('a card', () => {
  const cuda = { engine: 'ort', device: 'cuda' } as const;

  test('that computes in TensorFloat-32 is told from one that computes wrongly', async () => {
    const answers = (plain: Probe): Answers => ({
      'ort cpu': home,
      'ort cuda': (_, { env }) => (env?.NVIDIA_TF32_OVERRIDE === '0' ? plain : tf32),
    });
    const { tried, ...choice } = await choose(answers(right(0.02)), cuda);
    expect(choice).toMatchObject(cuda);
    expect(tried[0]?.note).toContain('TensorFloat-32');
    const error = await refusal('device-unavailable', () => choose(answers(wrong), cuda));
    expect(error.message).toMatch(/something else.*It is not TensorFloat-32/);
    expect(error.message).not.toContain('driver');
  });

  test('is not tried twice where its losses are right', async () => {
    const { probe, tried } = probing({ 'ort cpu': home, 'ort cuda': right(0.01) });
    await choosePlace({ ...task, recipe: { ...recipe, ...cuda } }, undefined, { computer: linux, probe });
    expect(tried).toEqual(['ort cuda 4', 'ort cpu 4']);
  });

  test('without room for the batch takes half of it, compared with the processor’s half', async () => {
    const { probe, tried } = probing({
      'ort cpu': (batchSize) => ({ losses: [batchSize, 1, 1], secondsPerStep: 1 }),
      'ort cuda': (batchSize) => (batchSize > 1 ? full : { losses: [batchSize, 1, 1], secondsPerStep: 0.01 }),
    });
    const choice = await choosePlace({ ...task, recipe: { ...recipe, ...cuda } }, undefined, {
      computer: linux,
      probe,
    });
    expect(choice).toMatchObject({ ...cuda, batchSize: 1 });
    expect(choice.tried[0]?.note).toBe('Its memory has room for 1 photos at a time, not 4.');
    expect(tried).toEqual(['ort cuda 4', 'ort cuda 2', 'ort cuda 1', 'ort cpu 1']);
    const error = await refusal('device-unavailable', () =>
      choose({ 'ort cpu': home, 'ort cuda': full }, cuda),
    );
    expect(error.message).toContain('even for one photo at a time');
  });
});

test('the list has every place, the built-in engine on the processor first, with speeds in photos', async () => {
  const trials = await tryPlaces(task, {
    computer: linux,
    ...probing({ 'ort cpu': home, 'ort webgpu': right(0.05), 'tfjs cpu': right(0.4) }),
  });
  expect(trials.map((trial) => [trial.engine, trial.device, trial.usable && trial.photosPerSecond])).toEqual([
    ['ort', 'cpu', 8],
    ['tfjs', 'cpu', 10],
    ['ort', 'cuda', false],
    ['tfjs', 'cuda', false],
    ['ort', 'dml', false],
    ['ort', 'webgpu', 80],
  ]);
});

test('a batch for which there is no room is halved while it trains, and said', async () => {
  const halved: number[] = [];
  const train = (batchSize: number): Promise<number> =>
    batchSize > 2
      ? Promise.reject(new StrandlineError('out-of-memory', 'Full.'))
      : Promise.resolve(batchSize);
  expect(await withRoom(9, train, (batchSize) => halved.push(batchSize))).toBe(2);
  expect(halved).toEqual([4, 2]);
  const never = (): Promise<never> => Promise.reject(new Error('bad allocation'));
  await expect(withRoom(1, never, () => undefined)).rejects.toThrow('bad allocation');
  const other = (): Promise<never> => Promise.reject(new StrandlineError('diverged', 'Far away.'));
  await refusal('diverged', () => withRoom(8, other, () => undefined));
});

describe('what was chosen', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'strandline-test-'));
    file = join(folder, 'data', 'places.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const answers = { 'ort cpu': home, 'tfjs cpu': right(0.1) };
  const asked = async (changes: Partial<Recipe> = {}, computer = linux, before?: Place) => {
    const { probe, tried } = probing(answers);
    const wish = { ...task, recipe: { ...recipe, ...changes } };
    const choice = await rememberedPlace(wish, before, { computer, probe, file });
    return { choice, trials: tried.length };
  };

  test('is remembered for a recipe on this computer', async () => {
    const first = await asked();
    expect(first.trials).toBeGreaterThan(0);
    expect(await asked({ epochs: 99, seed: 7 })).toEqual({ choice: first.choice, trials: 0 });
    expect((await asked({ batchSize: 8 })).trials).toBeGreaterThan(0);
    expect((await asked({}, { ...linux, nvidia: 'NVRM version: 590' })).trials).toBeGreaterThan(0);
    expect((await asked()).trials).toBe(0);
  });

  test('is tried again once its library has gone, or it was forgotten', async () => {
    await asked();
    expect((await asked({}, { ...linux, tensorFlowPackage: 'absent' })).choice.engine).toBe('ort');
    forgetPlaces(file);
    expect((await asked()).trials).toBeGreaterThan(0);
  });

  test('is no matter where a run goes on, or there was nothing to choose', async () => {
    expect((await asked({}, linux, { engine: 'ort', device: 'cpu' })).trials).toBe(0);
    await asked({ engine: 'tfjs', device: 'cpu' });
    expect(existsSync(file)).toBe(false);
  });

  test('in a file that cannot be read is as good as unknown', async () => {
    await asked();
    writeFileSync(file, '{"format": 1, "choices": {"x": 3}}');
    expect((await asked()).trials).toBeGreaterThan(0);
    expect((await asked()).trials).toBe(0);
  });
});
