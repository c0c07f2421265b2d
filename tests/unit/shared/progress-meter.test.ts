import { expect, test } from 'vitest';
import { ProgressMeter } from '#shared/progress-meter.ts';

const report = (done: number, phase = 'Reading'): Parameters<ProgressMeter['update']>[0] => ({
  phase,
  done,
  total: 100,
  unit: 'photos',
});

test('knows no rate at the start', () => {
  const meter = new ProgressMeter();
  expect(meter.update(report(0), 0)).toMatchObject({ value: 0, rate: null, eta: null });
});

test('gives the rate over the last while and the time left', () => {
  const meter = new ProgressMeter();
  meter.update(report(0), 0);
  expect(meter.update(report(20), 2000)).toMatchObject({ value: 0.2, rate: 10, eta: 8 });
});

test('forgets the pace of the phase before', () => {
  const meter = new ProgressMeter();
  meter.update(report(0), 0);
  meter.update(report(90), 1000);
  expect(meter.update(report(0, 'Training'), 1100)).toMatchObject({
    phase: 'Training',
    rate: null,
    eta: null,
  });
});

test('looks back only over its window, so that a change of pace shows', () => {
  const meter = new ProgressMeter();
  meter.update(report(0), 0);
  meter.update(report(50), 1000);
  meter.update(report(50), 20_000);
  expect(meter.update(report(52), 22_000).rate).toBeCloseTo(1);
});

test('nothing to do is no division by zero', () => {
  expect(new ProgressMeter().update({ phase: 'Reading', done: 0, total: 0, unit: 'photos' }, 0).value).toBe(
    0,
  );
});
