import { describe, expect, it } from 'vitest';
import type { LabelledLogits } from '#shared/learning/figures/metrics.ts';
import { accuracyAt, fitInversePower } from '#shared/studies/fit.ts';
import { sentenceOf } from '#shared/studies/sentence.ts';
import type { Position, MeasuredPoint, Tally } from '#shared/studies/study.ts';
import { differenceOf, meanAccuracy, summarise, tally } from '#shared/studies/summary.ts';

describe('the fit', () => {
  it('finds the curve that points were made from', () => {
    const curve = { asymptote: 0.93, scale: 1.4, exponent: 0.6, rmse: 0, enough: 1 };
    const points = [20, 40, 80, 160, 320, 640].map((x) => ({ x, accuracy: accuracyAt(curve, x) }));
    const fit = fitInversePower(points);
    expect(fit?.asymptote).toBeCloseTo(0.93, 3);
    expect(fit?.exponent).toBeCloseTo(0.6, 2);
    expect(fit?.rmse).toBeLessThan(1e-4);
    const enough = fit?.enough ?? 0;
    expect(accuracyAt(curve, 2 * enough) - accuracyAt(curve, enough)).toBeCloseTo(0.01, 4);
  });

  it('says of a flat line that the first position is enough', () => {
    const fit = fitInversePower([1, 2, 3, 5].map((x) => ({ x, accuracy: 0.8 })));
    expect(fit?.asymptote).toBeCloseTo(0.8, 2);
    expect(fit?.enough).toBe(1);
  });

  it('needs three different positions', () => {
    expect(fitInversePower([1, 1, 2].map((x) => ({ x, accuracy: x / 3 })))).toBeNull();
  });
});

/** `hits[i]` photos of sample i are right, of `photos`. */
const tallies = (hits: readonly number[], photos = 4): Tally[] =>
  hits.map((right, sample) => ({ sample, photos, right, fused: right > photos / 2 }));

describe('the summary', () => {
  it('counts photos and fused samples from logits', () => {
    const labelled: LabelledLogits[] = [
      { sample: 7, truth: 0, logits: [3, 0] },
      { sample: 7, truth: 0, logits: [0, 1] },
      { sample: 8, truth: 1, logits: [2, 0] },
    ];
    expect(tally(labelled)).toEqual([
      { sample: 7, photos: 2, right: 1, fused: true },
      { sample: 8, photos: 1, right: 0, fused: false },
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

describe('the sentence', () => {
  const samples = 300;
  const point = (x: Position, seed: number, right: number, trained = 500): MeasuredPoint => {
    const figures = { accuracy: 0, ci95: [0, 1] as [number, number] };
    const labelled = (share: number) => ({
      photo: figures,
      sample: figures,
      tallies: tallies(Array.from({ length: samples }, (_, index) => (index % 10 < share * 10 ? 4 : 0))),
    });
    return {
      x,
      seed,
      run: 1,
      trained: { photos: 1000, samples: trained },
      ...labelled(right),
      baseline: labelled(0.5),
    };
  };
  const study = (
    vary: 'photos' | 'angles' | 'strategy' | 'leakage',
    points: MeasuredPoint[],
    hold: 'samples' | 'photos' = 'samples',
  ) => {
    const summary = summarise(points, 'sample');
    return { vary, hold, measure: 'sample' as const, points, summary };
  };

  it('names the fewest angles that do as well as the most', () => {
    const said = sentenceOf(study('angles', [point(1, 1, 0.7), point(2, 1, 0.9), point(10, 1, 0.9)]));
    expect(said).toBe(
      '2 angles of 500 samples do as well as 10 angles of 500 samples: 90.0 % against 90.0 % by sample, difference 0.0 points [−1.2, +1.2]. Colour, size and texture alone reach 50.0 %.',
    );
  });

  it('says that more still helps where nothing less does as well', () => {
    const said = sentenceOf(study('photos', [point(100, 1, 0.5), point(200, 1, 0.7), point(400, 1, 0.9)]));
    expect(said).toMatch(/^More still helps: 400 photos do better than 200 photos: 90\.0 % against 70\.0 %/);
  });

  it('says that it cannot tell where the test samples are too few', () => {
    const [few, many] = [point(1, 1, 0.8), point(2, 1, 0.8)];
    // As many samples went from right to wrong as the other way.
    const swapped = many.tallies.map((one) =>
      one.sample % 10 === 9 || one.sample % 10 === 0 ? { ...one, fused: !one.fused } : one,
    );
    const said = sentenceOf(study('angles', [few, { ...many, tallies: swapped }]));
    expect(said).toMatch(
      /no gain can be shown .* but 300 test samples cannot rule out one of \d\.\d points either/,
    );
  });

  it('weighs few angles of many samples against many of few', () => {
    const said = sentenceOf(study('angles', [point(1, 1, 0.9, 100), point(10, 1, 0.6, 10)], 'photos'));
    expect(said).toMatch(/^1 angle of 100 samples does better than 10 angles of 10 samples: /);
  });

  it('ranks strategies', () => {
    const said = sentenceOf(study('strategy', [point('scratch', 1, 0.6), point('fine-tune', 1, 0.9)]));
    expect(said).toMatch(
      /^Fine-tune, at 90\.0 % by sample, does better than scratch \(60\.0 %, difference \+30\.0/,
    );
  });

  it('shows what leaks', () => {
    const said = sentenceOf(study('leakage', [point('by-sample', 1, 0.7), point('by-photo', 1, 0.9)]));
    expect(said).toMatch(
      /^Split by photo, the same training looks better than it is: 90\.0 % against 70\.0 %/,
    );
  });

  it('says so while there is nothing to say', () => {
    expect(sentenceOf(study('photos', []))).toBe('No run has ended yet.');
    expect(sentenceOf(study('photos', [point(50, 1, 0.5)]))).toBe('So far only 50 photos: 50.0 % by sample.');
  });

  it('compares repeats of the same seeds where a study was broken off', () => {
    const broken = [point(1, 1, 0.9), point(2, 1, 0.9), point(1, 2, 0.1)];
    expect(sentenceOf(study('angles', broken))).toMatch(
      /^1 angle of 500 samples does as well as 2 angles of 500 samples: 90\.0 % against 90/,
    );
  });
});
