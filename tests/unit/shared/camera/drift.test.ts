import { describe, expect, it } from 'vitest';
import {
  DriftWatch,
  driftSentence,
  driftsOf,
  driftsOverFragments,
  fingerprintOf,
} from '#shared/camera/drift.ts';
import type { PhotoStatistics } from '#shared/camera/statistics.ts';

const usual: PhotoStatistics = {
  brightness: 140,
  red: 140,
  green: 140,
  blue: 140,
  contrast: 40,
  sharpness: 500,
  light: 200,
  warmth: 0,
  tint: 0,
};
const lights = Array.from({ length: 101 }, (_, index) => 150 + index);
const training = lights.map((light) => ({ ...usual, light }));

function fingerprint(
  photos: readonly PhotoStatistics[] = training,
): NonNullable<ReturnType<typeof fingerprintOf>> {
  const made = fingerprintOf(photos);
  if (made === undefined) throw new Error('no photos');
  return made;
}

describe('the fingerprint of training photos', () => {
  it('has mean, spread and percentiles of every statistic; of no photos there is none', () => {
    expect(fingerprintOf([])).toBeUndefined();
    expect(fingerprint()).toMatchObject({
      photos: 101,
      statistics: { light: { mean: 200, low: 151, high: 249 }, warmth: { mean: 0, spread: 0 } },
    });
    expect(fingerprint().statistics.light.spread).toBeCloseTo(Math.sqrt((101 ** 2 - 1) / 12), 9);
  });
});

describe('drift', () => {
  it('is told beyond the percentiles and a tenth of their distance, and not before', () => {
    const drifts = (light: number): unknown => driftsOf({ ...usual, light }, fingerprint());
    expect(drifts(145)).toEqual([]);
    expect(drifts(140)).toEqual([
      { statistic: 'light', side: 'below', value: 140, low: 151, high: 249, fragments: 1 },
    ]);
    expect(drifts(255)).toEqual([]);
  });

  it('leaves more room where few photos were measured', () => {
    const few = training.filter((_, index) => index % 10 === 0);
    expect(driftsOf({ ...usual, light: 120 }, fingerprint())).toHaveLength(1);
    expect(driftsOf({ ...usual, light: 120 }, fingerprint(few))).toEqual([]);
    expect(driftsOf({ ...usual, light: 40 }, fingerprint(few))).toHaveLength(1);
  });

  it('does not tell what nobody can see, however alike the training photos are', () => {
    expect(driftsOf({ ...usual, warmth: 0.05, sharpness: 450 }, fingerprint())).toEqual([]);
    expect(
      driftsOf({ ...usual, warmth: 0.2, sharpness: 100 }, fingerprint()).map((one) => one.statistic),
    ).toEqual(['sharpness', 'warmth']);
  });

  it('is told once five pictures in a row have it, and taken back at the first that has not', () => {
    const watch = new DriftWatch();
    const dark = driftsOf({ ...usual, light: 90 }, fingerprint());
    for (let count = 1; count < 5; count += 1) expect(watch.add(dark)).toEqual([]);
    expect(watch.add(dark)).toEqual(dark);
    expect(watch.add([])).toEqual([]);
    expect(watch.add(dark)).toEqual([]);
  });

  it('is told of five fragments together that no single one would show', () => {
    const dim = { ...usual, light: 145 };
    const near = fingerprint(
      training.map((one, index) => ({ ...one, light: index < 3 ? 100 : 195 + (index % 11) })),
    );
    expect(driftsOf(dim, near)).toEqual([]);
    const five = Array.from({ length: 5 }, () => dim);
    expect(driftsOverFragments(five.slice(1), near)).toEqual([]);
    const [drift, ...others] = driftsOverFragments([usual, ...five], near);
    expect(others).toEqual([]);
    expect(drift).toMatchObject({ statistic: 'light', side: 'below', value: 145, fragments: 5 });
    expect(drift && driftSentence(drift)).toMatch(
      /^The last 5 fragments are darker than the training photos: brightness of the light parts 145 on average, against 197\./,
    );
  });

  it('says what is different, by how much and what to do', () => {
    expect(
      driftSentence({ statistic: 'light', side: 'below', value: 84.4, low: 121, high: 160, fragments: 1 }),
    ).toBe(
      'The picture is darker than the training photos: brightness of the light parts 84 against 121–160. Turn the light up or lock the exposure.',
    );
    expect(
      driftSentence({ statistic: 'warmth', side: 'above', value: 1, low: -0.1, high: 0.1, fragments: 1 }),
    ).toContain('yellower than the training photos: red to blue 2.00 against 0.93–1.07.');
  });
});
