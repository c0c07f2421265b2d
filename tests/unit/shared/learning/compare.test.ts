import { describe, expect, test } from 'vitest';
import {
  type Entrant,
  agreementOf,
  commonTest,
  differenceOnCommon,
  figuresOnCommon,
  predictedTwice,
} from '#shared/learning/compare/compare.ts';
import { comparisonNotes, comparisonSentence } from '#shared/learning/compare/comparison-text.ts';
import { recipeDifferences } from '#shared/learning/compare/recipe-diff.ts';
import type { PhotoPrediction } from '#shared/learning/prediction/run-predictions.ts';
import { defaultRecipe } from '#shared/learning/recipe.ts';

const classes = [
  { id: 10, name: 'plastic' },
  { id: 20, name: 'shell' },
];

/** Sample n has one photo `n`, of class n % 2; `right` says whether the run knew. */
function photo(n: number, right: boolean, more: Partial<PhotoPrediction> = {}): PhotoPrediction {
  const truth = more.truth ?? n % 2;
  const verdict = right ? truth : 1 - truth;
  return {
    hash: String(n),
    distance: null,
    sample: n,
    side: 'test',
    truth,
    logits: verdict === 0 ? [3, 0] : [0, 3],
    ...more,
  };
}

function entrant(run: number, photos: PhotoPrediction[], ofClasses = classes): Entrant {
  return { run, name: `run ${run}`, temperature: 1, seed: 1, predictions: { classes: ofClasses, photos } };
}

const many = (count: number, right: (n: number) => boolean): PhotoPrediction[] =>
  Array.from({ length: count }, (_, n) => photo(n, right(n)));

describe('what runs have in common', () => {
  test('only photos that all were tested on, under one label', () => {
    const a = entrant(1, [photo(1, true), photo(2, true), photo(3, true), photo(4, true)]);
    const b = entrant(2, [
      photo(1, false),
      photo(2, true, { side: 'val' }),
      photo(3, true, { truth: 0 }),
      photo(4, true, { sample: 9 }),
      photo(5, true),
    ]);
    const common = commonTest([a, b]);
    expect(common).toMatchObject({ samples: 1, photos: 1, leftOut: [3, 3], changed: 2 });
    expect(comparisonNotes([a, b], common)).toEqual([
      'The test sides differ: only the 1 sample that all of them were tested on is compared; 3 test samples of “run 1” and 3 test samples of “run 2” are left out.',
      '2 photos had another label or sample in one of the runs and are left out.',
    ]);
  });

  test('classes are told by their ids, whatever their order and names', () => {
    const renamed = [
      { id: 20, name: 'mussel' },
      { id: 10, name: 'plastic' },
    ];
    const a = entrant(1, [photo(2, true)]);
    const b = entrant(2, [photo(2, true, { truth: 1 })], renamed);
    expect(commonTest([a, b])).toMatchObject({ photos: 1, changed: 0 });
    expect(comparisonNotes([a, b], commonTest([a, b]))).toEqual([]);
  });

  test('runs without a common test sample are refused in words', () => {
    const entrants = [entrant(1, [photo(1, true)]), entrant(2, [photo(2, true)])];
    expect(() => differenceOnCommon(commonTest(entrants), [0, 1], 'sample')).toThrow(
      'no test sample in common',
    );
  });
});

describe('the difference', () => {
  const a = entrant(
    1,
    many(200, (n) => n % 10 < 7),
  );
  const b = entrant(
    2,
    many(200, (n) => n % 10 < 8),
  );
  const common = commonTest([a, b]);

  test('is paired: samples that are hard for both do not widen it', () => {
    const found = differenceOnCommon(common, [1, 0], 'sample');
    expect(found.difference).toBeCloseTo(0.1, 12);
    // B never loses a sample to A: a tenth of 200 with a standard error of sqrt(0.1 * 0.9 / 200) = 0.021.
    expect(found.ci95[0]).toBeCloseTo(0.1 - 1.96 * 0.0212, 1);
    expect(found.ci95[0]).toBeGreaterThan(0.05);
    expect(comparisonSentence([b, a], found, { ...common, by: 'sample' })).toMatch(
      /^“run 2” does better than “run 1” by 10\.0 points \[[56]\.\d, 1[45]\.\d\] on 200 test samples \(80\.0 % against 70\.0 %\)\.$/,
    );
    const turned = differenceOnCommon(common, [0, 1], 'sample');
    expect(comparisonSentence([a, b], turned, { ...common, by: 'sample' })).toMatch(
      /does worse than .* by 10\.0 points/,
    );
  });

  test('that the samples cannot show is said to be none that can be told', () => {
    const c = entrant(
      3,
      many(200, (n) => (n + 5) % 10 < 7),
    );
    const both = commonTest([a, c]);
    const found = differenceOnCommon(both, [1, 0], 'photo');
    expect(comparisonSentence([{ ...c, name: 'run 1' }, a], found, { ...both, by: 'photo' })).toMatch(
      /^Run 3 and run 1 cannot be told apart on 200 test photos of 200 samples: difference [+−]?0\.0 points/,
    );
  });

  test('McNemar’s table counts who was right', () => {
    const twice = predictedTwice([a, b], common, [0, 1], 'sample');
    expect(agreementOf(twice)).toEqual({ both: 140, onlyA: 0, onlyB: 20, neither: 40 });
    expect(figuresOnCommon([a, b], common, 'sample').map(({ accuracy, n }) => [accuracy, n])).toEqual([
      [0.7, 200],
      [0.8, 200],
    ]);
  });
});

test('recipes differ where they differ', () => {
  const recipe = defaultRecipe('frozen', 'efficientnet-lite0');
  expect(recipeDifferences([recipe, { ...recipe, layerRates: [...recipe.layerRates] }])).toEqual([]);
  expect(recipeDifferences([recipe, { ...recipe, seed: 9, layerRates: [1, 0] }])).toEqual([
    { field: 'layerRates', values: [[1], [1, 0]] },
    { field: 'seed', values: [1, 9] },
  ]);
});
