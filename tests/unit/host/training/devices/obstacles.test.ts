import { describe, expect, test } from 'vitest';
import { type Computer, explainFailure, isOutOfMemory, obstacle } from '#host/training/devices/obstacles.ts';
import type { Place } from '#shared/learning/place.ts';

const linux: Computer = {
  ...{ platform: 'linux', arch: 'x64', has: () => true, runtime: '/app/onnxruntime-node' },
  ...{ nvidia: 'NVRM version: 580', library: () => 'ready', tensorFlowPackage: 'plain' },
};
const windows: Computer = { ...linux, platform: 'win32', nvidia: undefined };
const ort = (device: Place['device']): Place => ({ engine: 'ort', device });
const tfjs = (device: Place['device']): Place => ({ engine: 'tfjs', device });

describe('what stands in the built-in engine’s way', () => {
  test('is said before anything is tried', () => {
    for (const device of ['cpu', 'webgpu', 'cuda'] as const)
      expect(obstacle(ort(device), linux)).toBeUndefined();
    expect(obstacle(ort('dml'), linux)).toContain('Windows only');
    expect(obstacle(ort('dml'), windows)).toBeUndefined();
    expect(obstacle(ort('cuda'), windows)).toContain('Linux');
    expect(obstacle(ort('cuda'), { ...linux, nvidia: undefined })).toContain('no NVIDIA driver');
  });

  test('is a library of CUDA 13 that its own command gets', () => {
    const without: Computer = { ...linux, has: () => false };
    expect(obstacle(ort('cuda'), without)).toBeUndefined();
    expect(obstacle(ort('cuda'), { ...without, library: () => 'absent' })).toMatch(
      /CUDA 13 .*strandline engine install cuda$/,
    );
    expect(obstacle(ort('cuda'), { ...linux, library: () => 'absent' })).toBeUndefined();
  });
});

describe('what stands in TensorFlow’s way', () => {
  test.each([
    ['absent', /not on this computer\. Get it with: strandline engine install tfjs$/],
    ['half-fetched', /fetched in part\. Go on with: strandline engine install tfjs$/],
    ['damaged', /is damaged\. Get it again with: strandline engine install tfjs$/],
    ['other-version', /another version .* strandline engine install tfjs$/],
  ] as const)('is a library that is %s', (state, words) => {
    expect(obstacle(tfjs('cpu'), { ...linux, library: () => state })).toMatch(words);
  });

  test('is another library on a card, which serves the processor too', () => {
    const both = (cuda: 'ready' | 'absent'): Computer => ({
      ...linux,
      library: (kind) => (kind === 'tfjs-cuda' ? cuda : 'absent'),
    });
    expect(obstacle(tfjs('cuda'), both('absent'))).toMatch(/strandline engine install tfjs --cuda$/);
    expect(obstacle(tfjs('cuda'), both('ready'))).toBeUndefined();
    expect(obstacle(tfjs('cpu'), both('ready'))).toBeUndefined();
    expect(obstacle(tfjs('cuda'), { ...linux, nvidia: undefined })).toContain('no NVIDIA driver');
  });

  test('is a system that it does not know', () => {
    expect(obstacle(tfjs('cuda'), windows)).toMatch(/no GPU on Windows since 2\.10.*dml/);
    expect(obstacle(tfjs('cpu'), windows)).toBeUndefined();
    expect(obstacle(tfjs('cpu'), { ...linux, library: () => ({ none: 'Not for this one.' }) })).toBe(
      'Not for this one.',
    );
  });

  test('is its package, and no library where its binding was built', () => {
    const none: Computer = { ...linux, library: () => 'absent' };
    expect(obstacle(tfjs('cpu'), { ...none, tensorFlowPackage: 'absent' })).toContain(
      '@tensorflow/tfjs-node-gpu is not installed',
    );
    expect(obstacle(tfjs('cpu'), { ...none, tensorFlowPackage: 'compiled' })).toBeUndefined();
  });
});

describe('a trial that failed', () => {
  test.each([
    ["Warning: Couldn't load Vulkan: libvulkan.so.1: cannot open", 'apt-get install libvulkan1'],
    ['Failed to get a WebGPU adapter: No supported adapters', 'driver of the graphics card'],
    ['libcudnn.so.9: cannot open shared object file', 'strandline engine install cuda'],
    ['libcublas.so.13: cannot open shared object file', 'CUDA 13 or cuDNN 9'],
    ['libonnxruntime_providers_shared.so: cannot open shared object', 'strandline engine install cuda'],
    ['CUDA driver version is insufficient for CUDA runtime version', '580 or newer'],
    ['the probe ended by itself (stopped by SIGKILL).', 'did not answer'],
    ['the probe ended by itself (stopped by SIGSEGV). raw', 'The driver or its library crashed (SIGSEGV).'],
    ['something new', 'something new'],
  ])('%s', (failure, meant) => {
    expect(explainFailure({ failure }, ort('cuda'))).toContain(meant);
  });

  test('says which library crashed, without its raw words', () => {
    const crash = { failure: 'the probe ended by itself (stopped by SIGSEGV). *** 0xdead' };
    expect(explainFailure(crash, tfjs('cuda'))).toBe(
      'TensorFlow’s library crashed (SIGSEGV). Get it again: strandline engine remove tfjs, then strandline engine install tfjs --cuda',
    );
    const old = { failure: 'the probe ended by itself (stopped by SIGILL).' };
    expect(explainFailure(old, tfjs('cpu'))).toContain('lacks instructions');
  });

  test('of ours has its words already', () => {
    expect(
      explainFailure({ failure: 'Said by us, of libcudnn.', code: 'device-unavailable' }, tfjs('cpu')),
    ).toBe('Said by us, of libcudnn.');
  });

  test.each([
    ['OOM', { failure: 'any', code: 'out-of-memory' as const }, true],
    ['onnxruntime', { failure: 'Failed to allocate memory for requested buffer of size 1' }, true],
    ['CUDA', { failure: 'CUDNN_STATUS_ALLOC_FAILED' }, true],
    ['anything else', { failure: 'libcudnn.so.9: cannot open' }, false],
    ['an error of ours', { failure: 'out of memory', code: 'internal' as const }, false],
  ])('is one of memory or not: %s', (_, failure, is) => {
    expect(isOutOfMemory(failure)).toBe(is);
  });
});
