import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { clusterBootstrap, estimate, resamplesFor } from '#shared/learning/figures/cluster-bootstrap.ts';
import { bySureness, labelledPredictions } from '#shared/learning/prediction/run-predictions.ts';
import { type LabelledLogits, accuracyInterval } from '#shared/learning/figures/metrics.ts';
import { perClassFigures } from '#shared/learning/figures/per-class.ts';
import type { PhotoPrediction } from '#shared/learning/prediction/run-predictions.ts';
import { classCurves, thinned } from '#shared/learning/figures/roc.ts';

const one = (sample: number, truth: number, logits: number[]): LabelledLogits => ({ sample, truth, logits });
/** Two classes: the second's score is `score`. */
const scored = (sample: number, truth: 0 | 1, score: number): LabelledLogits =>
  one(sample, truth, [0, score]);
const settings = { temperature: 1, seed: 1 };

describe('per class', () => {
  const labelled = [
    one(1, 0, [2, 0, 0]),
    one(2, 0, [2, 0, 0]),
    one(3, 0, [0, 2, 0]),
    one(4, 1, [0, 2, 0]),
    one(5, 1, [2, 0, 0]),
  ];

  test('precision, recall and F1 by hand', () => {
    const [first, second, absent] = perClassFigures(labelled, 3, 1);
    // Class 0: 2 of 3 found; of 3 taken for it, 2 were. Class 1: 1 of 2; 1 of 2.
    expect(first).toMatchObject({ support: 3, predicted: 3 });
    expect(first?.precision?.value).toBeCloseTo(2 / 3, 12);
    expect(first?.recall?.value).toBeCloseTo(2 / 3, 12);
    expect(second?.f1?.value).toBeCloseTo(1 / 2, 12);
    expect(absent).toEqual({ support: 0, predicted: 0, precision: null, recall: null, f1: null });
  });

  test('a class that nothing was taken for has no precision, but a recall of 0', () => {
    const [, never] = perClassFigures([one(1, 0, [1, 0]), one(2, 1, [1, 0])], 2, 1);
    expect(never).toMatchObject({ support: 1, predicted: 0, precision: null, recall: { value: 0 } });
  });

  test('an interval is of samples, not of photos', () => {
    // Ten samples, of which six are right: with a photo each, or with thirty photos that all say the same.
    const samples = Array.from({ length: 20 }, (_, index) =>
      one(index, index < 10 ? 0 : 1, index % 10 < 6 === index < 10 ? [1, 0] : [0, 1]),
    );
    const photos = samples.flatMap((sample) => Array.from({ length: 30 }, () => sample));
    const widthOf = (of: readonly LabelledLogits[]): number => {
      const [low = 0, high = 0] = perClassFigures(of, 2, 1)[0]?.recall?.ci95 ?? [];
      return high - low;
    };
    expect(widthOf(photos)).toBeCloseTo(widthOf(samples), 12);
    expect(widthOf(photos)).toBeGreaterThan(0.4);
  });

  test('all right leaves open what so few samples leave open', () => {
    const right = Array.from({ length: 10 }, (_, index) =>
      one(index, index % 2, index % 2 === 0 ? [1, 0] : [0, 1]),
    );
    const [low, high] = perClassFigures(right, 2, 1)[0]?.recall?.ci95 ?? [];
    // Five of five, 2.5 % below: 0.025^(1/5).
    expect(low).toBeCloseTo(0.4782, 4);
    expect(high).toBe(1);
  });
});

describe('curves', () => {
  test('a curve by hand, with a tie', () => {
    // From the top: positive; then a positive and a negative with one score; then a negative.
    const curves = classCurves(
      [scored(1, 1, 3), scored(2, 1, 2), scored(3, 0, 2), scored(4, 0, 1)],
      1,
      settings,
    );
    expect(curves.roc.map(({ x, y }) => [x, y])).toEqual([
      [0, 0],
      [0, 0.5],
      [0.5, 1],
      [1, 1],
    ]);
    // Trapezoids: 0.5 * (0.5 + 1) / 2 + 0.5 * 1.
    expect(curves.auroc?.value).toBeCloseTo(0.875, 12);
    expect(curves.precisionRecall.map(({ x, y }) => [x, y])).toEqual([
      [0, 1],
      [0.5, 1],
      [1, 2 / 3],
      [1, 0.5],
    ]);
    // 0.5 * 1 + 0.5 * 2/3.
    expect(curves.averagePrecision?.value).toBeCloseTo(5 / 6, 12);
    expect(curves).toMatchObject({ positives: 2, negatives: 2 });
  });

  test('a side that is empty has no area', () => {
    expect(classCurves([scored(1, 0, 1), scored(2, 0, 2)], 1, settings)).toMatchObject({
      auroc: null,
      averagePrecision: null,
    });
    expect(classCurves([], 1, settings)).toMatchObject({ auroc: null, positives: 0 });
  });

  test('a perfect ranking does not claim to be certain', () => {
    const labelled = Array.from({ length: 12 }, (_, index) =>
      scored(index, index < 4 ? 1 : 0, index < 4 ? 5 : -5),
    );
    // The rarer side has four samples: 0.025^(1/4).
    expect(classCurves(labelled, 1, settings).auroc).toEqual({
      value: 1,
      ci95: [expect.closeTo(0.025 ** 0.25, 9), 1],
    });
  });

  test('thinning keeps both ends and what can be told apart', () => {
    const points = Array.from({ length: 100_001 }, (_, index) => ({
      x: index / 1e5,
      y: index / 1e5,
      threshold: 1,
    }));
    const kept = thinned(points);
    expect(kept.length).toBeLessThan(900);
    expect(kept[0]).toEqual(points[0]);
    expect(kept.at(-1)).toEqual(points.at(-1));
    expect(thinned(points.slice(0, 1))).toHaveLength(1);
  });
});

test('figures and curves are scikit-learn’s', () => {
  const pairs = z.array(z.tuple([z.number(), z.number()]));
  const reference = z
    .object({
      truth: z.array(z.int()),
      logits: z.array(z.array(z.number())),
      classes: z.array(
        z.object({
          precision: z.number().nullable(),
          recall: z.number(),
          f1: z.number(),
          support: z.int(),
          auroc: z.number(),
          averagePrecision: z.number(),
          roc: pairs,
          precisionRecall: pairs,
        }),
      ),
    })
    .parse(
      JSON.parse(readFileSync(new URL('../../../oracle/fixtures/figures.json', import.meta.url), 'utf8')),
    );
  const labelled = reference.truth.map((truth, index) => one(index, truth, reference.logits[index] ?? []));
  const figures = perClassFigures(labelled, reference.classes.length, 1);
  reference.classes.forEach((expected, index) => {
    const ours = figures[index];
    expect(ours?.support).toBe(expected.support);
    if (expected.precision === null) expect(ours?.precision).toBeNull();
    else expect(ours?.precision?.value).toBeCloseTo(expected.precision, 12);
    expect(ours?.recall?.value).toBeCloseTo(expected.recall, 12);
    expect(ours?.f1?.value).toBeCloseTo(expected.f1, 12);
    const curves = classCurves(labelled, index, settings);
    expect(curves.auroc?.value).toBeCloseTo(expected.auroc, 10);
    expect(curves.averagePrecision?.value).toBeCloseTo(expected.averagePrecision, 10);
    for (const name of ['roc', 'precisionRecall'] as const) {
      expect(curves[name]).toHaveLength(expected[name].length);
      curves[name].forEach(({ x, y }, place) => {
        expect(x).toBeCloseTo(expected[name][place]?.[0] ?? NaN, 12);
        expect(y).toBeCloseTo(expected[name][place]?.[1] ?? NaN, 12);
      });
    }
  });
});

describe('intervals', () => {
  test('the bootstrap of an accuracy lies within what runs report', () => {
    const labelled = Array.from({ length: 60 }, (_, index) =>
      one(index % 20, 0, index % 7 < 4 ? [1, 0] : [0, 1]),
    );
    const right = labelled.map(({ logits }) => ((logits[0] ?? 0) > 0 ? 1 : 0));
    const [ci95] = clusterBootstrap(20, 3, (weights) => {
      let [n, hits] = [0, 0];
      labelled.forEach(({ sample }, index) => {
        n += weights[sample] ?? 0;
        hits += (weights[sample] ?? 0) * (right[index] ?? 0);
      });
      return [hits / n];
    });
    const reported = accuracyInterval(labelled, 3);
    expect(ci95?.[0]).toBeGreaterThanOrEqual(reported[0]);
    expect(ci95?.[1]).toBeLessThanOrEqual(reported[1]);
  });

  test('an accuracy of 1 leaves open what so few samples leave open', () => {
    const labelled = Array.from({ length: 8 }, (_, index) => one(index % 4, 0, [1, 0]));
    // Four samples, whatever the photos: 0.025^(1/4).
    expect(accuracyInterval(labelled, 1)).toEqual([expect.closeTo(0.025 ** 0.25, 9), 1]);
    expect(
      accuracyInterval(
        labelled.map(({ sample }) => one(sample, 1, [1, 0])),
        1,
      ),
    ).toEqual([0, expect.closeTo(1 - 0.025 ** 0.25, 9)]);
  });

  test.each([
    [8, 8, 0.63058, 1],
    [7, 8, 0.47349, 0.99684],
    [11, 14, 0.49202, 0.95342],
  ])('%d of %d samples have the exact interval, whatever the bootstrap draws', (hits, n, low, high) => {
    const bySample = Array.from({ length: n }, (_, index) => one(index, 0, index < hits ? [1, 0] : [0, 1]));
    const found = [expect.closeTo(low, 4), expect.closeTo(high, 4)];
    expect(accuracyInterval(bySample, 1)).toEqual(found);
    const photos = bySample.flatMap((sample) => Array.from({ length: 10 }, () => sample));
    const [lowOfPhotos, highOfPhotos] = accuracyInterval(photos, 1);
    expect(lowOfPhotos).toBeLessThanOrEqual(low + 1e-4);
    expect(highOfPhotos).toBeGreaterThanOrEqual(high - 1e-4);
  });

  test('photos of uneven samples have the wider of both intervals', () => {
    // One sample of a hundred photos, all wrong, among nine of one photo, all right.
    const labelled = Array.from({ length: 109 }, (_, index) =>
      one(index < 9 ? index : 9, 0, index < 9 ? [1, 0] : [0, 1]),
    );
    const [low, high] = accuracyInterval(labelled, 1);
    expect(low).toBeLessThan(0.03);
    expect(high).toBe(1);
  });

  test('fewer draws where there are very many samples', () => {
    expect([1, 5000, 10_000, 1_000_000].map((n) => resamplesFor(n, 1000))).toEqual([1000, 1000, 500, 200]);
  });

  test('draws in which a figure does not exist are left out', () => {
    const [never, always] = clusterBootstrap(3, 1, () => [null, 0.5]);
    expect(never).toBeNull();
    expect(always).toEqual([0.5, 0.5]);
    // scipy.stats: beta.ppf(0.025, 1.5, 2.5), beta.ppf(0.975, 2.5, 1.5).
    expect(estimate(0.5, never ?? null, 3)).toEqual({
      value: 0.5,
      ci95: [expect.closeTo(0.03875, 4), expect.closeTo(0.96125, 4)],
    });
  });
});

describe('labelled predictions', () => {
  const said = (hash: string, sample: number, side: 'val' | 'test', logits: number[]): PhotoPrediction => ({
    hash,
    distance: null,
    sample,
    side,
    truth: 1,
    logits,
  });
  const predictions = [
    said('a', 1, 'test', [1, 0]),
    said('b', 1, 'test', [0, 5]),
    said('c', 2, 'test', [0, 1]),
    said('d', 3, 'val', [9, 0]),
  ];

  test('by sample the logits are averaged and the photos kept together', () => {
    const labelled = labelledPredictions(predictions, { side: 'test', by: 'sample', temperature: 1 });
    expect(labelled).toMatchObject([
      { sample: 1, hashes: ['a', 'b'], predicted: 1, truth: 1 },
      { sample: 2, hashes: ['c'], predicted: 1 },
    ]);
    // Means 0.5 and 2.5: 1 / (1 + e^-2).
    expect(labelled[0]?.confidence).toBeCloseTo(1 / (1 + Math.exp(-2)), 12);
    expect(labelled.toReversed().toSorted(bySureness)[0]?.sample).toBe(1);
  });

  test('by photo each counts, and only those of the side', () => {
    const labelled = labelledPredictions(predictions, { side: 'test', by: 'photo', temperature: 2 });
    expect(labelled.map(({ hashes, predicted }) => [hashes[0], predicted])).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 1],
    ]);
    expect(labelled[0]?.confidence).toBeCloseTo(1 / (1 + Math.exp(-0.5)), 12);
  });
});
