import { describe, expect, it } from 'vitest';
import { bothEvaluationsSchema } from '#shared/learning/plan.ts';
import { atLeastExact, exactInterval } from '#shared/learning/figures/exact-interval.ts';

describe('the exact interval', () => {
  // scipy 1.x: beta.ppf(0.025, k, n - k + 1) and beta.ppf(0.975, k + 1, n - k).
  it.each([
    [8, 8, 0.6305833524471807, 1],
    [7, 8, 0.47349032912479344, 0.9968402764687481],
    [11, 14, 0.4920243229515281, 0.9534207121101327],
    [0, 8, 0, 0.3694166475528192],
    [1, 1, 0.025, 1],
    [0, 1, 0, 0.975],
    [1, 2, 0.01257911709342505, 0.9874208829065749],
    [5, 10, 0.18708602844739855, 0.8129139715526015],
    [50, 100, 0.39832112950330095, 0.601678870496699],
    [190, 200, 0.9099724622986486, 0.9757658345278915],
    [999, 1000, 0.9944410757201734, 0.9999746825125088],
    [4321, 10_000, 0.4223619240820126, 0.44187764281083247],
    [99_999, 100_000, 0.9999442848396523, 0.9999997468219523],
    [6.7, 8, 0.4336411443082212, 0.9913824734350157],
    [0.25, 3, 7.785789324356459e-8, 0.7703420563068035],
    [22.3, 24, 0.7469990692309096, 0.9934170890347738],
    [7.999, 8, 0.6303983481257716, 1],
    [0.01, 16, 2.1352815885048153e-162, 0.20700799891154514],
  ])('of %d of %d is that of the beta distribution', (hits, n, low, high) => {
    const [ourLow, ourHigh] = exactInterval(hits / n, n);
    expect(Math.abs(ourLow - low)).toBeLessThan(1e-9);
    expect(Math.abs(ourHigh - high)).toBeLessThan(1e-9);
  });

  it('leaves everything open where nothing was seen', () => {
    expect(exactInterval(0, 0)).toEqual([0, 1]);
  });

  it('widens what was drawn, and never narrows it', () => {
    expect(atLeastExact([0.625, 1], 7 / 8, 8)[0]).toBeCloseTo(0.4735, 4);
    expect(atLeastExact([0.1, 0.9], 0.5, 1000)).toEqual([0.1, 0.9]);
    expect(atLeastExact(null, 1, 8)[0]).toBeCloseTo(0.6306, 4);
  });

  it('opens what an older version stored, by the number of samples', () => {
    const figures = { accuracy: 1, ci95: [0.688, 1], macroF1: 1, confusion: [[8]] };
    const { photo, sample } = bothEvaluationsSchema.parse({
      photo: { ...figures, n: 320 },
      sample: { ...figures, n: 8 },
    });
    for (const { ci95 } of [photo, sample]) expect(ci95).toEqual([expect.closeTo(0.63058, 4), 1]);
  });
});
