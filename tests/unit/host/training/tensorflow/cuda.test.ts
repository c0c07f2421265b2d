import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { loadCuda } from '#host/training/tensorflow/binding/load-cuda.ts';
import { type Driver, cudaLibraries, cudaObstacle } from '#host/training/tensorflow/cuda.ts';

const well: Driver = { started: 0, cuda: 12_080 };
const needed = cudaLibraries.flatMap(({ file, needed }) => (needed ? [file] : []));

describe("CUDA's libraries", () => {
  it('are loaded from the folders first, then by their name alone', () => {
    const asked: string[] = [];
    const has = (file: string): boolean => file === join('/b', 'libcublas.so.12');
    expect(loadCuda((file) => asked.push(file) > 0, ['/a', '/b'], has)).toEqual([]);
    expect(asked).toContain(join('/b', 'libcublas.so.12'));
    expect(asked).not.toContain('libcublas.so.12');
    expect(asked).toContain('libcudnn.so.9');
  });

  it('come after those that they need', () => {
    const order = cudaLibraries.map(({ file }) => file);
    for (const [before, after] of [
      ['libcublasLt.so.12', 'libcublas.so.12'],
      ['libcublas.so.12', 'libcusolver.so.11'],
      ['libcusparse.so.12', 'libcusolver.so.11'],
      ['libnvJitLink.so.12', 'libcusparse.so.12'],
      ['libcublas.so.12', 'libcudnn.so.9'],
    ] as const)
      expect(order.indexOf(before)).toBeLessThan(order.indexOf(after));
  });

  it('are named where they are missing, of a damaged file too', () => {
    const damaged = join('/a', 'libcudnn.so.9');
    expect(
      loadCuda(
        (file) => file !== damaged,
        ['/a'],
        () => true,
      ),
    ).toEqual([]);
    expect(
      loadCuda(
        (file) => !file.includes('libcudnn'),
        ['/a'],
        () => true,
      ),
    ).toEqual(['libcudnn.so.9']);
    expect(
      loadCuda(
        () => false,
        [],
        () => false,
      ),
    ).toEqual(needed);
  });
});

test.each<[string, Driver, readonly string[], boolean, RegExp]>([
  ['a library without CUDA', well, [], false, /without CUDA\. Get .*strandline engine install tfjs --cuda$/],
  ['no driver', { started: undefined, cuda: 0 }, [], true, /^There is no NVIDIA driver\./],
  ['no card', { started: 100, cuda: 12_080 }, [], true, /finds no card/],
  ['an old driver', { started: 0, cuda: 11_040 }, [], true, /too old: it runs CUDA 11\.4, .* needs CUDA 12/],
  [
    'a driver that does not start',
    { started: 999, cuda: 13_000 },
    [],
    true,
    /does not start \(CUDA error 999\)/,
  ],
  ['libraries that are missing', well, ['libcudnn.so.9'], true, /missing: libcudnn\.so\.9\. Get them with: /],
  ['a card that is too old', well, [], true, /too old for CUDA 12/],
])('%s is said in words', (_, driver, missing, cudaBuild, words) => {
  expect(cudaObstacle(driver, missing, cudaBuild)).toMatch(words);
});
