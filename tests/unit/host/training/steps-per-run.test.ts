import { expect, test } from 'vitest';
import { stepsPerRun } from '#host/training/engine/steps-per-run.ts';

const mebibyte = 1024 ** 2;

test('steps share a run where the state travels, as far as the batches take no more than 256 MiB', () => {
  expect(stepsPerRun('cuda', 3 * mebibyte)).toBe(16);
  expect(stepsPerRun('dml', 48 * mebibyte)).toBe(5);
  expect(stepsPerRun('cuda', 300 * mebibyte)).toBe(1);
});

test('where the state stays, every step is a run', () => {
  expect(stepsPerRun('cpu', mebibyte)).toBe(1);
  expect(stepsPerRun('webgpu', mebibyte)).toBe(1);
});
