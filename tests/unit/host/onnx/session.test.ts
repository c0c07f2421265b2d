import { expect, test } from 'vitest';
import { threadsFor } from '#host/onnx/session.ts';

test('a process that may use a part of the cores takes no more threads than that', () => {
  expect(threadsFor(16, 192)).toBe(16);
  expect(threadsFor(1, 2)).toBe(1);
});

test('a process that may use all cores leaves the count to onnxruntime', () => {
  expect(threadsFor(8, 8)).toBeUndefined();
});
