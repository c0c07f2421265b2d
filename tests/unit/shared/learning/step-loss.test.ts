import { describe, expect, test } from 'vitest';
import { StepLosses, asTheyCame, smoothedLosses, thinnedLosses } from '#shared/learning/step-loss.ts';

describe('the losses of steps', () => {
  test('are told as a mean over photos, once a second at most', () => {
    const losses = new StepLosses(0);
    expect(losses.add({ at: 0.1, loss: 4, photos: 10 }, 400)).toBeUndefined();
    expect(losses.add({ at: 0.2, loss: 1, photos: 20 }, 999)).toBeUndefined();
    expect(losses.add({ at: 0.3, loss: 1, photos: 10 }, 1000)).toEqual({ at: 0.3, loss: 1.75 });
    expect(losses.add({ at: 0.4, loss: 1, photos: 10 }, 1500)).toBeUndefined();
  });

  test('are told rarer the longer it takes: a night at ten steps a second stays small', () => {
    const losses = new StepLosses(0);
    let told = 0;
    const night = 10 * 3600 * 1000;
    for (let now = 100; now <= night; now += 100)
      if (losses.add({ at: now / night, loss: 1, photos: 1 }, now) !== undefined) told += 1;
    expect(told).toBeGreaterThan(1500);
    expect(told).toBeLessThan(2500);
  });

  test('that were gone over again from a checkpoint are told as they came in the end', () => {
    const told = [1, 2, 3, 4, 2.5, 3.5].map((at, index) => ({ at, loss: index }));
    expect(asTheyCame(told)).toEqual([
      { at: 1, loss: 0 },
      { at: 2, loss: 1 },
      { at: 2.5, loss: 4 },
      { at: 3.5, loss: 5 },
    ]);
  });

  test('are thinned to means of neighbours, and smoothed without leaning towards 0', () => {
    const five = [1, 2, 3, 4, 5].map((at) => ({ at, loss: at }));
    expect(thinnedLosses(five, 5)).toEqual(five);
    expect(thinnedLosses(five, 3)).toEqual([
      { at: 2, loss: 1.5 },
      { at: 4, loss: 3.5 },
      { at: 5, loss: 5 },
    ]);
    const [first, second] = smoothedLosses([
      { at: 1, loss: 2 },
      { at: 2, loss: 1 },
    ]);
    expect(first?.loss).toBeCloseTo(2);
    // (0.8 * 0.2 * 2 + 0.2 * 1) / (1 - 0.64)
    expect(second?.loss).toBeCloseTo(0.52 / 0.36);
  });
});
