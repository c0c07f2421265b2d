import { describe, expect, it } from 'vitest';
import { convexHull, feretOf, outlineArea, solidityOf } from '#shared/trays/outline.ts';

const bent = [
  [0, 0],
  [4, 0],
  [4, 1],
  [1, 1],
  [1, 3],
  [0, 3],
] as const;

describe('an outline', () => {
  it('has the area and the solidity of an L, either way round', () => {
    expect(outlineArea(bent)).toBe(6);
    expect(outlineArea(bent.toReversed())).toBe(6);
    expect(solidityOf(bent)).toBeCloseTo(6 / 9, 10);
    expect(convexHull(bent)).toHaveLength(5);
  });

  it('has the Feret diameters of a turned bar', () => {
    for (const turn of [0, 0.3, 1.1]) {
      const [c, s] = [Math.cos(turn), Math.sin(turn)];
      const bar = [
        [0, 0],
        [60, 0],
        [60, 20],
        [0, 20],
      ].map(([x = 0, y = 0]) => [x * c - y * s, x * s + y * c] as const);
      const { max, min } = feretOf(bar);
      expect(max).toBeCloseTo(Math.hypot(60, 20), 9);
      expect(min).toBeCloseTo(20, 9);
    }
  });
});
