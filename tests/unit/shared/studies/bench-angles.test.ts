import { describe, expect, it } from 'vitest';
import type { LabelledLogits } from '#shared/learning/figures/metrics.ts';
import { benchAngles } from '#shared/studies/bench-angles.ts';
import { refusal } from '../../../support/errors.ts';

/** Photos of one sample of class 0, by how much each speaks for it. */
const photosOf = (sample: number, margins: readonly number[]): LabelledLogits[] =>
  margins.map((margin) => ({ sample, truth: 0, logits: [margin, 0] }));

describe('photos of a new fragment', () => {
  it('looks at all choices of a sample’s photos, fused by the mean of their logits', () => {
    // Alone two of three are right; of the three pairs, those with the strong photo; all three together are.
    const { points, leftOut } = benchAngles(photosOf(7, [5, 1, -2]));
    expect(points).toEqual([
      { x: 1, tallies: [{ sample: 7, photos: 3, right: 2, fused: expect.closeTo(2 / 3, 12) as number }] },
      { x: 2, tallies: [{ sample: 7, photos: 3, right: 2, fused: expect.closeTo(2 / 3, 12) as number }] },
      { x: 3, tallies: [{ sample: 7, photos: 3, right: 3, fused: 1 }] },
    ]);
    expect(leftOut).toBe(0);
  });

  it('draws choices where there are too many of them, always the same, and near to all of them', () => {
    // Of 24 photos six speak against: all choices of 3 are 2,024, wrong where at least two of three speak against.
    const photos = photosOf(1, [...Array<number>(18).fill(1), ...Array<number>(6).fill(-1)]);
    const once = benchAngles(photos, [1, 3]).points[1]?.tallies[0];
    expect(benchAngles(photos, [1, 3]).points[1]?.tallies[0]).toEqual(once);
    const wrong = (15 * 18 + 20) / 2024;
    expect(Math.abs((once?.fused ?? 0) - (1 - wrong))).toBeLessThan(0.06);
  });

  it('is of the same samples at every position: those that have as many photos as the largest', () => {
    const labelled = [1, 2, 3, 4].flatMap((sample) => photosOf(sample, [1, 1, 1, 1]));
    const { points, leftOut } = benchAngles([...labelled, ...photosOf(5, [1]), ...photosOf(6, [1, 1])]);
    expect(points.map(({ x }) => x)).toEqual([1, 2, 4]);
    for (const { tallies } of points) expect(tallies.map(({ sample }) => sample)).toEqual([1, 2, 3, 4]);
    expect(leftOut).toBe(2);
  });

  it('refuses what nothing can be said of', async () => {
    const single = [1, 2, 3].flatMap((sample) => photosOf(sample, [1]));
    expect((await refusal('not-enough-data', () => benchAngles(single))).message).toContain('has two photos');
    await refusal('bad-argument', () => benchAngles(photosOf(1, [1, 1]), [3]));
  });
});
