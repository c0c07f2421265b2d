import { describe, expect, test } from 'vitest';
import type { LabelledLogits } from '#shared/learning/figures/metrics.ts';
import { surenessOf } from '#shared/learning/prediction/sureness.ts';
import { seededRandom } from '#shared/learning/random.ts';
import {
  type Confident,
  acceptedAt,
  calibrationError,
  confidencesOf,
  coverageCurve,
  reliabilityBins,
  reliabilityOf,
  trustRecord,
} from '#shared/learning/figures/reliability.ts';

const one = (
  confidence: number,
  right: boolean,
  sample: number,
  distance: number | null = null,
): Confident => ({
  sureness: surenessOf({ confidence, distance }, null),
  confidence,
  right,
  sample,
});

/** Logits `sharpness` times too large for how often they are right. */
function overconfident(n: number, sharpness: number): LabelledLogits[] {
  const random = seededRandom(7);
  return Array.from({ length: n }, (_, sample) => {
    const honest = 3 * random.next();
    const right = random.next() < 1 / (1 + Math.exp(-honest));
    return { sample, truth: right ? 0 : 1, logits: [sharpness * honest, 0] };
  });
}

describe('a reliability diagram', () => {
  test('has the mean confidence and the accuracy of each bin that has any', () => {
    const bins = reliabilityBins([
      one(0.55, true, 1),
      one(0.58, false, 2),
      one(0.92, true, 3),
      one(1, true, 4),
    ]);
    expect(bins).toMatchObject([
      { from: 0.5, to: 0.6, n: 2, accuracy: 0.5 },
      { from: 0.9, to: 1, n: 2, accuracy: 1 },
    ]);
    expect(bins[0]?.confidence).toBeCloseTo(0.565, 12);
    // By hand: (2 * |0.565 - 0.5| + 2 * |0.96 - 1|) / 4.
    expect(calibrationError(bins)).toBeCloseTo(0.0525, 12);
    expect(reliabilityBins([])).toEqual([]);
    expect(calibrationError([])).toBe(0);
  });

  test('counts samples for its intervals, not photos', () => {
    const photos = Array.from({ length: 40 }, (_, index) => one(0.85, true, index % 4));
    const [bin] = reliabilityBins(photos);
    // Four of four, whatever the photos: 0.025^(1/4).
    expect(bin?.ci95).toEqual([expect.closeTo(0.025 ** 0.25, 9), 1]);
    expect(bin?.n).toBe(40);
  });

  test('gets better by the temperature, and the file says by how much', () => {
    const labelled = overconfident(3000, 3);
    const { ece, bins, n } = reliabilityOf(labelled, 3);
    expect(n).toBe(3000);
    expect(ece.before).toBeGreaterThan(0.08);
    expect(ece.after).toBeLessThan(0.03);
    expect(calibrationError(bins.after)).toBe(ece.after);
    expect(trustRecord({ val: labelled, test: [] }, 3)).toEqual({
      targetPrecision: 0.95,
      val: reliabilityOf(labelled, 3),
    });
  });
});

describe('coverage against accuracy', () => {
  const confident = [one(0.99, true, 1), one(0.9, true, 2), one(0.8, false, 3), one(0.6, true, 4)];

  test('goes from the surest verdict alone to all of them', () => {
    expect(
      coverageCurve(confident).map(({ threshold, coverage, accuracy }) => [threshold, coverage, accuracy]),
    ).toEqual([
      [0.99, 0.25, 1],
      [0.9, 0.5, 1],
      [0.8, 0.75, 2 / 3],
      [0.6, 1, 0.75],
    ]);
    expect(coverageCurve([])).toEqual([]);
  });

  test('leaves out at every threshold what an older model finds beyond its limit, as the bench does', () => {
    const withStranger = [...confident, one(1, false, 5, 1.2), one(0.7, true, 6, 1)];
    expect(acceptedAt(withStranger, 0.85)).toMatchObject({ n: 6, accepted: 2, accuracy: 1 });
    expect(coverageCurve(withStranger).map(({ threshold }) => threshold)).toEqual([0.99, 0.9, 0.8, 0.7, 0.6]);
    expect(coverageCurve(withStranger).at(-1)?.coverage).toBeCloseTo(5 / 6, 12);
  });

  test('is thinned where there are many, and keeps its end', () => {
    const curve = coverageCurve(confidencesOf(overconfident(3000, 1), 1));
    expect(curve.length).toBeLessThanOrEqual(81);
    expect(curve.length).toBeGreaterThan(70);
    expect(curve.at(-1)?.coverage).toBe(1);
  });

  test('nothing accepted is no accuracy', () => {
    expect(acceptedAt(confident, 1)).toMatchObject({
      accepted: 0,
      coverage: 0,
      accuracy: null,
      ci95: [0, 1],
    });
    expect(acceptedAt([], 0.5)).toMatchObject({ n: 0, coverage: 0, accuracy: null });
  });
});
