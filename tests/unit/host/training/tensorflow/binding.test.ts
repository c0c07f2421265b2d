import { describe, expect, it, test } from 'vitest';
import { startingEnvironment } from '#host/training/tensorflow/binding/environment.ts';
import { loadingOn } from '#host/training/tensorflow/binding/system-loader.ts';
import { tensorFlowError } from '#host/training/tensorflow/failures.ts';
import { StrandlineError } from '#shared/errors.ts';

describe("TensorFlow's library", () => {
  test.each([
    ['linux', { open: 'dlopen', flags: 0x1102, memory: null }],
    ['darwin', { open: 'dlopen', flags: 0x8a, memory: null }],
    ['win32', { open: 'LoadLibraryExW', flags: 8, memory: 'ucrtbase.dll' }],
  ] as const)('is loaded for good on %s', (platform, loading) => {
    expect(loadingOn(platform)).toEqual(loading);
  });
});

describe('what TensorFlow reads when it starts', () => {
  it('keeps it quiet and lets a card grow', () => {
    expect(startingEnvironment({})).toEqual({
      TF_CPP_MIN_LOG_LEVEL: '3',
      TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    });
  });

  it('hides every card from the processor, and none from CUDA', () => {
    expect(startingEnvironment({ device: 'cpu', threads: 4 })).toMatchObject({
      CUDA_VISIBLE_DEVICES: '-1',
      TF_NUM_INTRAOP_THREADS: '4',
      TF_NUM_INTEROP_THREADS: '4',
    });
    expect(startingEnvironment({ device: 'cuda' })).not.toHaveProperty('CUDA_VISIBLE_DEVICES');
  });
});

describe('what TensorFlow refuses', () => {
  test.each([
    new Error('Session fail to run with error: OOM when allocating tensor with shape[64,64]'),
    new Error('CUDA_ERROR_OUT_OF_MEMORY: out of memory'),
    Object.assign(new Error('no words'), { code: 8 }),
  ])('for want of memory has a code: %s', (error) => {
    expect(tensorFlowError(error)).toMatchObject({ code: 'out-of-memory', cause: error });
  });

  it('is said in one line', () => {
    const error = new Error('Incompatible shapes: [2] vs. [3]\n\t [[{{node add}}]]\nmore');
    expect(tensorFlowError(error)).toMatchObject({
      code: 'internal',
      message: 'TensorFlow could not compute this: Incompatible shapes: [2] vs. [3]',
    });
  });

  it('stays as it is where it is ours', () => {
    const ours = new StrandlineError('cancelled', 'The training was cancelled.');
    expect(tensorFlowError(ours)).toBe(ours);
  });
});
