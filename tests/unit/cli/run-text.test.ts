import { expect, test } from 'vitest';
import { timesText } from '../../../src/cli/run-text.ts';

const seconds = { features: 60, train: 3, total: 63 };

test('a frozen run tells what its features and its head took', () => {
  const result = { engine: 'ort', device: 'cpu', seconds, photosPerSecond: 25.04 };
  expect(timesText(result, true)).toBe('1 min 3 s on cpu: features 1 min 0 s (25.0 photos/s), head 3 s.');
});

test('a whole network tells its speed, and the engine where it is another than the built-in one', () => {
  const result = { engine: 'tfjs', device: 'cuda', seconds, photosPerSecond: 410 };
  expect(timesText(result, false)).toBe(
    '1 min 3 s on cuda with TensorFlow: 410.0 photos/s through all layers.',
  );
});
