import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Computer, explainFailure, obstacle } from '#host/training/devices/obstacles.ts';
import { type Probe, type ProbeTask, probeDevice } from '#host/training/devices/probe.ts';
import { chooseDevice, tryDevices } from '#host/training/devices/try-devices.ts';
import { type Device, type Recipe, defaultRecipe } from '#shared/learning/recipe.ts';
import { refusal } from '../../support/errors.ts';
import { temporaryFolder } from '../../support/labs.ts';
import { writeTinyBackbone } from '../../support/tiny-backbone.ts';

const recipe: Recipe = { ...defaultRecipe('fine-tune', 'tiny'), imageSize: 32, batchSize: 4 };
const task = { backboneFile: 'tiny.onnx', classes: 2, recipe };

const linux: Computer = { platform: 'linux', arch: 'x64', has: () => true, runtime: '/app/onnxruntime-node' };
const windows: Computer = { ...linux, platform: 'win32' };

/** A computer whose devices answer as told; what is not told fails. */
function probing(answers: Partial<Record<Device, Probe>>) {
  const tried: Device[] = [];
  const probe = ({ device }: ProbeTask): Promise<Probe> => {
    tried.push(device);
    return Promise.resolve(answers[device] ?? { failure: 'No supported adapters' });
  };
  return { probe, tried };
}

const cpu: Probe = { losses: [0.7, 0.6, 0.5], secondsPerStep: 0.5 };
const card: Probe = { losses: [0.7001, 0.6, 0.4999], secondsPerStep: 0.05 };
const broken: Probe = { losses: [0.7, 0.71, 0.72], secondsPerStep: 0.01 };

describe('what stands in a device’s way', () => {
  test('is said before anything is tried', () => {
    expect(obstacle('cpu', linux)).toBeUndefined();
    expect(obstacle('webgpu', linux)).toBeUndefined();
    expect(obstacle('cuda', linux)).toBeUndefined();
    expect(obstacle('dml', linux)).toContain('Windows only');
    expect(obstacle('dml', windows)).toBeUndefined();
    expect(obstacle('cuda', windows)).toContain('Linux');
    expect(obstacle('cuda', { ...linux, has: () => false })).toContain('no NVIDIA driver');
    const withoutProvider = { ...linux, has: (path: string) => path.startsWith('/proc') };
    expect(obstacle('cuda', withoutProvider)).toContain(
      'ONNXRUNTIME_NODE_INSTALL=cuda12 node /app/onnxruntime-node/script/install.js',
    );
  });

  test.each([
    ["Warning: Couldn't load Vulkan: libvulkan.so.1: cannot open", 'apt-get install libvulkan1'],
    ['Failed to get a WebGPU adapter: No supported adapters', 'driver of the graphics card'],
    ['libcudnn.so.9: cannot open shared object file', 'cuDNN 9'],
    ['CUDA driver version is insufficient for CUDA runtime version', 'Update it'],
    ['the probe ended by itself (SIGKILL).', 'did not answer'],
    ['something new', 'something new'],
  ])('%s', (said, meant) => {
    expect(explainFailure(said)).toContain(meant);
  });
});

describe('auto', () => {
  const choose = (answers: Partial<Record<Device, Probe>>, preferred?: Device, computer = linux) =>
    chooseDevice(task, preferred, { computer, ...probing(answers) });

  test('takes the fastest device that computes what the processor computes', async () => {
    expect(await choose({ cpu, webgpu: card })).toBe('webgpu');
    expect(await choose({ cpu, cuda: { ...card, secondsPerStep: 0.01 }, webgpu: card })).toBe('cuda');
    expect(await choose({ cpu, webgpu: { ...card, secondsPerStep: 2 } })).toBe('cpu');
    expect(await choose({ cpu, webgpu: broken })).toBe('cpu');
    expect(await choose({ cpu, dml: card }, undefined, windows)).toBe('dml');
  });

  test('does not keep the processor busy with a trial that has no rival', async () => {
    const { probe, tried } = probing({ cpu });
    expect(await chooseDevice(task, undefined, { computer: linux, probe })).toBe('cpu');
    expect(tried).toEqual(['cuda', 'webgpu']);
  });

  test('stays where a run was before, as long as that works', async () => {
    expect(await choose({ cpu, cuda: { ...card, secondsPerStep: 0.01 }, webgpu: card }, 'webgpu')).toBe(
      'webgpu',
    );
    expect(await choose({ cpu, webgpu: card }, 'cpu')).toBe('cpu');
    expect(await choose({ cpu }, 'webgpu')).toBe('cpu');
  });
});

test('a device that is asked for is used, or refused with the reason', async () => {
  const asked = (device: Device, answers: Partial<Record<Device, Probe>>) => () =>
    chooseDevice({ ...task, recipe: { ...recipe, device } }, undefined, {
      computer: linux,
      ...probing(answers),
    });
  expect(await asked('webgpu', { cpu, webgpu: { ...card, secondsPerStep: 9 } })()).toBe('webgpu');
  expect(await asked('cpu', {})()).toBe('cpu');
  expect((await refusal('device-unavailable', asked('webgpu', { cpu }))).message).toContain('graphics card');
  expect((await refusal('device-unavailable', asked('dml', { cpu }))).message).toContain('Windows only');
  const wrong = await refusal('device-unavailable', asked('webgpu', { cpu, webgpu: broken }));
  expect(wrong.message).toMatch(
    /0\.7000, 0\.7100, 0\.7200 where the processor has 0\.7000, 0\.6000, 0\.5000/,
  );
});

test('the list has every device, the processor first, with speeds in photos', async () => {
  const trials = await tryDevices(task, { computer: linux, ...probing({ cpu, webgpu: card }) });
  expect(trials.map(({ device, usable }) => [device, usable])).toEqual([
    ['cpu', true],
    ['cuda', false],
    ['dml', false],
    ['webgpu', true],
  ]);
  expect(trials.map((trial) => (trial.usable ? trial.photosPerSecond : undefined))).toEqual([
    8,
    undefined,
    undefined,
    80,
  ]);
});

describe('a probe', () => {
  test('trains real steps in a process of its own', async () => {
    const backboneFile = writeTinyBackbone(join(temporaryFolder(), 'tiny.onnx'));
    const outcome = await probeDevice({ ...task, backboneFile, device: 'cpu' });
    if ('failure' in outcome) throw new Error(outcome.failure);
    expect(outcome.losses).toHaveLength(3);
    expect(outcome.losses.every((loss) => loss > 0.3 && loss < 2)).toBe(true);
    expect(outcome.secondsPerStep).toBeGreaterThan(0);
  });

  test('of what is not there is a failure with its words, not a crash', async () => {
    const outcome = await probeDevice({ ...task, backboneFile: 'missing.onnx', device: 'cpu' });
    expect(outcome).toEqual({ failure: expect.stringContaining('missing.onnx') as string });
  });

  test('that takes its process down, or never answers, is a failure', async () => {
    const entryOf = (source: string): string => {
      const file = join(temporaryFolder(), 'probe.mjs');
      writeFileSync(file, source);
      return file;
    };
    const crash = entryOf(`console.error('bad driver'); process.abort();`);
    expect(await probeDevice({ ...task, device: 'webgpu' }, { entry: crash })).toEqual({
      failure: expect.stringMatching(/SIGABRT.*bad driver/s) as string,
    });
    const deaf = entryOf(`setInterval(() => {}, 1000);`);
    expect(await probeDevice({ ...task, device: 'webgpu' }, { entry: deaf, timeoutMs: 300 })).toEqual({
      failure: expect.stringContaining('SIGKILL') as string,
    });
  });
});
