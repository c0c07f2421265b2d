import { describe, expect, it } from 'vitest';
import type { LabelledLogits } from '#shared/learning/figures/metrics.ts';
import { accuracyAt, fitInversePower } from '#shared/studies/fit.ts';
import type { Tally } from '#shared/studies/study.ts';
import { differenceOf, meanAccuracy, tally } from '#shared/studies/summary.ts';

describe('the fit', () => {
  it('finds the curve that points were made from', () => {
    const curve = { asymptote: 0.93, scale: 1.4, exponent: 0.6 };
    const points = [20, 40, 80, 160, 320, 640].map((x) => ({ x, accuracy: accuracyAt(curve, x) }));
    const fit = fitInversePower(points);
    expect(fit?.asymptote).toBeCloseTo(0.93, 4);
    expect(fit?.scale).toBeCloseTo(1.4, 3);
    expect(fit?.exponent).toBeCloseTo(0.6, 4);
    expect(fit?.rmse).toBeLessThan(1e-5);
  });

  it('is that of scipy.optimize.curve_fit through repeats that scatter', () => {
    const first = [0.656, 0.78, 0.804, 0.827, 0.819, 0.825, 0.864];
    const second = [0.7, 0.76, 0.81, 0.842, 0.85, 0.838, 0.856];
    const points = [1, 2, 3, 5, 10, 20, 41].flatMap((x, index) =>
      [first, second].map((run) => ({ x, accuracy: run[index] ?? 0 })),
    );
    const fit = fitInversePower(points);
    expect(fit?.asymptote).toBeCloseTo(0.85033649, 4);
    expect(fit?.scale).toBeCloseTo(0.17308818, 4);
    expect(fit?.exponent).toBeCloseTo(1.2034899, 3);
    expect(fit?.rmse).toBeCloseTo(0.01427488, 5);
  });

  it('is flat through a flat line, and never ends above all right', () => {
    const flat = fitInversePower([1, 2, 3, 5].map((x) => ({ x, accuracy: 0.8 })));
    expect(flat?.asymptote).toBeCloseTo(0.8, 9);
    expect(flat?.scale).toBeCloseTo(0, 9);
    const steep = fitInversePower([10, 20, 40].map((x, index) => ({ x, accuracy: 0.5 + 0.2 * index })));
    expect(steep?.asymptote).toBeLessThanOrEqual(1);
    const falling = fitInversePower([10, 20, 40].map((x, index) => ({ x, accuracy: 0.9 - 0.1 * index })));
    expect(falling).toMatchObject({ scale: 0, asymptote: expect.closeTo(0.8, 9) as number });
  });

  it('needs three different positions', () => {
    expect(fitInversePower([1, 1, 2].map((x) => ({ x, accuracy: x / 3 })))).toBeNull();
  });
});

/** `hits[i]` photos of sample i are right, of `photos`. */
const tallies = (hits: readonly number[], photos = 4): Tally[] =>
  hits.map((right, sample) => ({ sample, photos, right, fused: right > photos / 2 ? 1 : 0 }));

describe('the summary', () => {
  it('counts photos and fused samples from logits', () => {
    const labelled: LabelledLogits[] = [
      { sample: 7, truth: 0, logits: [3, 0] },
      { sample: 7, truth: 0, logits: [0, 1] },
      { sample: 8, truth: 1, logits: [2, 0] },
    ];
    expect(tally(labelled)).toEqual([
      { sample: 7, photos: 2, right: 1, fused: 1 },
      { sample: 8, photos: 1, right: 0, fused: 0 },
    ]);
  });

  it('gives the share by photo and by sample, with an interval around it', () => {
    const repeats = [tallies([4, 4, 1, 0]), tallies([4, 3, 3, 0])];
    const byPhoto = meanAccuracy(repeats, 'photo');
    expect(byPhoto.accuracy).toBeCloseTo(19 / 32);
    expect(meanAccuracy(repeats, 'sample').accuracy).toBeCloseTo(5 / 8);
    expect(byPhoto.ci95[0]).toBeLessThan(19 / 32);
    expect(byPhoto.ci95[1]).toBeGreaterThan(19 / 32);
  });

  it('has the width of the binomial where samples are independent and there is one repeat', () => {
    const many = tallies(Array.from({ length: 400 }, (_, index) => (index % 4 === 0 ? 0 : 4)));
    const { ci95 } = meanAccuracy([many], 'sample');
    const deviation = Math.sqrt((0.75 * 0.25) / 400);
    expect(ci95[1] - ci95[0]).toBeCloseTo(2 * 1.96 * deviation, 1);
    expect(Math.abs(ci95[1] - ci95[0] - 2 * 1.96 * deviation)).toBeLessThan(0.01);
  });

  it('cancels what makes a sample hard out of a difference on the same samples', () => {
    const base = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? 0 : 3));
    const a = [tallies(base.map((hits) => hits + 1))];
    const b = [tallies(base)];
    const paired = differenceOf(a, b, 'photo');
    expect(paired.difference).toBeCloseTo(0.25);
    // Ten of forty gained, none lost. scipy: beta.ppf([0.025, 0.975], [10, 11], [31, 30]) and 1 - 0.025 ** (1 / 40).
    const [low, high, lost] = [0.12691, 0.41196, 0.0881];
    expect(paired.ci95).toEqual([
      expect.closeTo(0.25 - Math.hypot(0.25 - low, lost), 4),
      expect.closeTo(0.25 + (high - 0.25), 4),
    ]);
    const others = [tallies(base).map((one) => ({ ...one, sample: one.sample + 1000 }))];
    const unpaired = differenceOf(a, others, 'photo');
    expect(unpaired.difference).toBeCloseTo(0.25);
    expect(unpaired.ci95[1] - unpaired.ci95[0]).toBeGreaterThan(0.2);
  });
});

describe('intervals of few samples', () => {
  it.each([
    [8, 0.63058, 1],
    [7, 0.47349, 0.99684],
  ])('%d of 8 samples, however often repeated, are as wide as the exact one', (hits, low, high) => {
    const once = tallies(Array.from({ length: 8 }, (_, index) => (index < hits ? 4 : 0)));
    for (const measure of ['sample', 'photo'] as const) {
      const { ci95 } = meanAccuracy([once, once, once], measure);
      expect(ci95[0]).toBeCloseTo(low, 4);
      expect(ci95[1]).toBeGreaterThan(high - 1e-5);
    }
  });

  it('no difference on eight samples leaves open 1 - 0.025^(1/8) to either side', () => {
    const once = [tallies([4, 4, 4, 4, 4, 4, 0, 0])];
    const open = 1 - 0.025 ** (1 / 8);
    expect(differenceOf(once, once, 'sample').ci95).toEqual([
      expect.closeTo(-open, 9),
      expect.closeTo(open, 9),
    ]);
  });

  it('one of eight gained does not rule out a loss', () => {
    const [better, worse] = [tallies([4, 4, 4, 4, 4, 4, 4, 0]), tallies([4, 4, 4, 4, 4, 4, 0, 0])];
    const { difference, ci95 } = differenceOf([better], [worse], 'sample');
    expect(difference).toBeCloseTo(1 / 8, 12);
    expect(ci95[0]).toBeLessThan(-0.2);
    expect(ci95[1]).toBeGreaterThan(0.5);
  });

  it('of other samples on either side, both exact intervals count', () => {
    const a = [tallies([4, 4, 4, 4])];
    const b = [tallies([4, 4, 4, 4]).map((one) => ({ ...one, sample: one.sample + 10 }))];
    const open = 1 - 0.025 ** (1 / 4);
    expect(differenceOf(a, b, 'sample').ci95).toEqual([expect.closeTo(-open, 9), expect.closeTo(open, 9)]);
  });
});
