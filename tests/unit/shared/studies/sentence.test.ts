import { describe, expect, it } from 'vitest';
import { exactInterval } from '#shared/learning/figures/exact-interval.ts';
import { benchAngles } from '#shared/studies/bench-angles.ts';
import { projectionOf } from '#shared/studies/projection.ts';
import { endedText, whatIsSaid } from '#shared/studies/sentence.ts';
import type { MeasuredPoint, Position, Tally, Variable } from '#shared/studies/study.ts';
import { measuredPointSchema } from '#shared/studies/study.ts';
import { summarise } from '#shared/studies/summary.ts';

const nothing = { accuracy: 0, ci95: [0, 1] as [number, number] };

/** `hits[i]` photos of sample i are right, of four. */
const tallies = (hits: readonly number[]): Tally[] =>
  hits.map((right, sample) => ({ sample, photos: 4, right, fused: right > 2 ? 1 : 0 }));

const share = (of: number, samples = 300): number[] =>
  Array.from({ length: samples }, (_, index) => (index % 10 < of * 10 ? 4 : 0));

const point = (x: Position, seed: number, hits: readonly number[], trained = 500): MeasuredPoint => ({
  x,
  seed,
  run: 1,
  trained: { photos: 1000, samples: trained },
  photo: nothing,
  sample: nothing,
  tallies: tallies(hits),
  baseline: { photo: nothing, sample: nothing, tallies: tallies(share(0.5, hits.length)) },
});

const said = (vary: Variable, points: MeasuredPoint[], hold: 'samples' | 'photos' = 'samples') => {
  const [photo, sample] =
    vary === 'photos' ? [projectionOf(points, 'photo'), projectionOf(points, 'sample')] : [null, null];
  const projection = photo === null || sample === null ? null : { photo, sample };
  const measure = vary === 'leakage' ? 'photo' : 'sample';
  return whatIsSaid({ vary, hold, measure, points, summary: summarise(points), projection });
};

describe('the sentence on photos', () => {
  const points = [1, 2, 3].flatMap((seed) => [
    point(100, seed, share(0.5)),
    point(200, seed, share(0.7)),
    point(400, seed, share(0.8)),
  ]);

  it('says what as many again should bring, by sample and by photo, with intervals', () => {
    const { sentence, remarks } = said('photos', points);
    expect(sentence).toMatch(
      /^400 more photos should bring about \d+ points by sample \(\d+ to \d+\) and \d+ by photo \(\d+ to \d+\)\.$/,
    );
    expect(remarks[0]).toMatch(
      /^400 photos reach 80 % \(7\d to 8\d\) by sample and 80 % \(7\d to 8\d\) by photo/,
    );
    expect(remarks[1]).toMatch(
      /^Four times as many photos, 1,600, should bring about .* followed no further\.$/,
    );
    expect(remarks.at(-1)).toBe('Colour, size and texture alone reach 50.0 % by sample and 50.0 % by photo.');
  });

  it('says what the last ones brought where no curve can be drawn', () => {
    const { sentence } = said('photos', points.slice(0, 2));
    expect(sentence).toMatch(
      /^From 100 photos to 200: \+20\.0 points by sample \(\+1\d\.\d to \+2\d\.\d\) and \+20\.0/,
    );
  });

  it('promises nothing beyond four times what there is, and nothing that so few samples could not fail to keep', () => {
    const flat = [10, 20, 40].map((x) => point(x, 1, Array<number>(8).fill(4)));
    const found = projectionOf(flat, 'sample');
    expect(found?.band.at(-1)?.x).toBeCloseTo(160, 6);
    expect(found?.gains.map(({ x }) => x)).toEqual([80, 160]);
    // Eight of eight throughout: no draw differs, and 1 - 0.025^(1/8) is left open.
    expect(found?.gains[0]?.ci95).toEqual([0, expect.closeTo(1 - 0.025 ** (1 / 8), 6)]);
    expect(found?.band[0]?.ci95[0]).toBeCloseTo(0.025 ** (1 / 8), 6);
  });

  it('has a band around the curve that is at least as wide as exact intervals', () => {
    const noisy = [1, 2, 3].flatMap((seed) =>
      [50, 100, 200, 400].map((x, index) => point(x, seed, share(0.4 + 0.1 * index + 0.1 * (seed % 2), 60))),
    );
    const found = projectionOf(noisy, 'sample');
    for (const { accuracy, ci95 } of found?.band ?? []) {
      expect(ci95[0]).toBeLessThanOrEqual(accuracy);
      expect(ci95[1]).toBeGreaterThanOrEqual(accuracy);
      const [low, high] = exactInterval(accuracy, 60);
      expect(high - low).toBeLessThanOrEqual(ci95[1] - ci95[0] + 1e-9);
    }
  });
});

describe('the sentence on angles of training samples', () => {
  it('has a gain with the sign of a gain, by sample and by photo', () => {
    // By sample 13 and 15 of 16, by photo 42 and 55 of 64.
    const few = [...Array<number>(10).fill(3), 4, 4, 4, 0, 0, 0];
    const many = [...Array<number>(7).fill(3), ...Array<number>(8).fill(4), 2];
    const { sentence, remarks } = said('angles', [point(1, 1, few, 16), point(41, 1, many, 16)]);
    expect(sentence).toMatch(
      /^From 1 to 41 angles of each of 16 training samples: .* and \+20\.3 points by photo \(/,
    );
    expect(sentence).toContain('+12.5 points by sample (−');
    expect(sentence).not.toContain('−12.5');
    expect(remarks[0]).toBe(
      '1 angle: 81 % (54 to 100) by sample and 66 % (38 to 87) by photo; 41: 94 % (69 to 100) by sample and 86 % (59 to 98) by photo.',
    );
    expect(remarks[1]).toMatch(
      /^By sample no gain from 1 to 41 can be shown on 16 test samples, nor one of up to \d+\.\d points be ruled out\.$/,
    );
  });

  it('names the fewest that do as well as the most', () => {
    const { remarks } = said('angles', [
      point(1, 1, share(0.7)),
      point(2, 1, share(0.9)),
      point(10, 1, share(0.9)),
    ]);
    expect(remarks).toContain('By sample, 2 do as well as 10, which bring 0.0 points (−1.2 to +1.2).');
  });

  it('says that more still helps where nothing less does as well', () => {
    const { remarks } = said('angles', [
      point(1, 1, share(0.5)),
      point(2, 1, share(0.7)),
      point(4, 1, share(0.9)),
    ]);
    expect(remarks.join(' ')).toMatch(/By sample, more still helps: from 2 to 4 \+20\.0 points/);
  });

  it('weighs few angles of many samples against many of few', () => {
    const points = [point(1, 1, share(0.9), 100), point(10, 1, share(0.6), 10)];
    expect(said('angles', points, 'photos').sentence).toMatch(
      /^1 angle of 100 samples does better than 10 angles of 10 samples: \+30\.0 points by sample/,
    );
  });

  it('compares repeats of the same seeds where a study was broken off', () => {
    const broken = [point(1, 1, share(0.9)), point(2, 1, share(0.9)), point(1, 2, share(0.1))];
    expect(said('angles', broken).sentence).toMatch(/: 0\.0 points by sample/);
  });
});

describe('the other sentences', () => {
  it('counts out how many photos of a new fragment are enough', () => {
    const labelled = Array.from({ length: 40 }, (_, sample) =>
      [3, 3, sample % 4 === 0 ? -5 : 3].map((margin) => ({ sample, truth: 0, logits: [margin, 0] })),
    ).flat();
    const points = benchAngles(labelled).points.map(({ x, tallies: found }) => ({
      ...point(x, 1, []),
      tallies: [...found],
      baseline: null,
    }));
    const { sentence, remarks } = said('bench-angles', points);
    expect(sentence).toBe(
      'One photo of each new fragment: 92 % (78 to 99); two: 83 % (68 to 94); three: 100 % (91 to 100).',
    );
    expect(remarks[1]).toMatch(/^Two instead of one: −8\.3 points by sample/);
    expect(remarks.join(' ')).not.toContain('Colour');
  });

  it('counts things instead of giving per cents of fewer than ten', () => {
    const found = said('strategy', [
      point('scratch', 1, [4, 4, 4, 4, 0, 0, 0, 0]),
      point('frozen', 1, [4, 4, 4, 4, 4, 4, 4, 0]),
    ]);
    expect(found.sentence).toMatch(
      /^Frozen, at 7 of 8 \(47 to 100 %\) by sample and 88 % \(47 to 100\) by photo/,
    );
  });

  it('ranks strategies', () => {
    const found = said('strategy', [point('scratch', 1, share(0.6)), point('fine-tune', 1, share(0.9))]);
    expect(found.sentence).toMatch(
      /^Fine-tune, at 90 % \(86 to 94\) by sample and 90 % \(86 to 94\) by photo, does better than scratch, \+30\.0 points by sample/,
    );
  });

  it('shows what leaks', () => {
    const found = said('leakage', [point('by-sample', 1, share(0.7)), point('by-photo', 1, share(0.9))]);
    expect(found.sentence).toMatch(
      /^Split by photo, the same training looks better than it is: \+20\.0 points by sample .*; by photo 90\.0 % against 70\.0 %/,
    );
  });

  it('says whether a model holds on another lab’s samples, and what theirs bring', () => {
    // Ours are other samples than theirs.
    const atHome = (one: MeasuredPoint): MeasuredPoint => ({
      ...one,
      tallies: one.tallies.map((tallied) => ({ ...tallied, sample: tallied.sample + 1000 })),
    });
    const arms = (ours: number, away: number, both: number) => [
      atHome(point('ours-on-ours', 1, share(ours))),
      point('ours-on-theirs', 1, share(away)),
      point('both-on-theirs', 1, share(both)),
    ];
    const lost = said('labs', arms(0.9, 0.6, 0.8));
    expect(lost.sentence).toMatch(
      /^The model does not hold on the other lab’s samples: trained on our samples, theirs reach 60 % .*, ours 90 % .*: −30\.0 points by sample/,
    );
    expect(lost.remarks[0]).toMatch(
      /^With theirs trained on too, theirs reach 80 % .*: \+20\.0 points by sample/,
    );
    expect(lost.remarks[1]).toMatch(/^Trained on theirs alone: no run has ended/);
    expect(said('labs', arms(0.5, 0.9, 0.9)).sentence).toMatch(/^The model holds on/);
    expect(said('labs', arms(0.7, 0.7, 0.7)).sentence).toMatch(
      /^Whether the model holds on the other lab’s samples cannot be told from 300 of them: /,
    );
    expect(
      said('labs', [point('ours-on-theirs', 1, share(0.5)), point('both-on-theirs', 1, share(0.5))]).sentence,
    ).toBe('No run of both has ended yet.');
  });

  it('says so while there is nothing to say', () => {
    expect(said('photos', [])).toEqual({ sentence: 'No run has ended yet.', remarks: [] });
    expect(said('photos', [point(50, 1, share(0.5))]).sentence).toMatch(/^So far only 50 photos: 50 % /);
    expect(endedText({ vary: 'photos', points: [], runs: 1 })).toBe('0 of 1 run');
    expect(endedText({ vary: 'bench-angles', points: [], runs: 7 })).toBe('0 of 7 points');
  });
});

it('points of an older version can be read', () => {
  const old = { ...point(5, 1, []), tallies: [{ sample: 3, photos: 2, right: 1, fused: true }] };
  expect(measuredPointSchema.parse(old).tallies).toEqual([{ sample: 3, photos: 2, right: 1, fused: 1 }]);
});
