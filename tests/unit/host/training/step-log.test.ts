import { afterEach, expect, test, vi } from 'vitest';
import { StepLog, readStepLosses } from '#host/training/step-log.ts';
import { temporaryFolder } from '../../../support/labs.ts';

afterEach(() => void vi.useRealTimers());

test('losses are written about once a second, and never by who no longer has the run', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const folder = temporaryFolder();
  const log = new StepLog(folder, false);
  const step = (at: number, refuse?: () => void): void => log.add({ at, loss: at, photos: 4 }, refuse);
  step(0.25);
  expect(readStepLosses(folder)).toEqual([]);
  vi.advanceTimersByTime(1000);
  step(0.75);
  expect(readStepLosses(folder)).toEqual([{ at: 0.75, loss: 0.5 }]);
  vi.advanceTimersByTime(1000);
  const overtaken = (): never => {
    throw new Error('overtaken');
  };
  expect(() => step(1, overtaken)).toThrow('overtaken');
  expect(readStepLosses(folder)).toEqual([{ at: 0.75, loss: 0.5 }]);
});
