import { expect, test } from 'vitest';
import { defaultSmallest } from '#shared/domain/finding.ts';

test('the smallest length is round, and some 8 to 19 pixels of the picture', () => {
  expect(defaultSmallest(null)).toBe(12);
  expect(defaultSmallest({ umPerPixel: 20 })).toBe(200);
  expect(defaultSmallest({ umPerPixel: 118 })).toBe(2000);
  expect(defaultSmallest({ umPerPixel: 0.35 })).toBe(5);
  for (let umPerPixel = 0.01; umPerPixel < 1e4; umPerPixel *= 1.07) {
    const pixels = defaultSmallest({ umPerPixel }) / umPerPixel;
    expect(pixels).toBeGreaterThan(7.5);
    expect(pixels).toBeLessThan(19);
  }
});
