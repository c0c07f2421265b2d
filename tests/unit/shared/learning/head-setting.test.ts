import { describe, expect, test } from 'vitest';
import type { LabelledLogits } from '#shared/learning/figures/metrics.ts';
import { type Candidate, chooseSetting } from '#shared/learning/choose-setting.ts';
import { leftOpen, mostViews, plainestSetting, settled, takenRecipe } from '#shared/learning/head-setting.ts';
import { chosenText, triedSettingTexts } from '#shared/learning/head-setting-text.ts';
import { trainingResultSchema } from '#shared/learning/plan.ts';
import { defaultRecipe, resolveRecipe } from '#shared/learning/recipe.ts';

/** A photo of a sample of the first of two classes, with the logit by which the first is the likelier one. */
const photo = (sample: number, margin: number): LabelledLogits => ({
  sample,
  truth: 0,
  logits: [margin, 0],
});

const candidate = (views: number, margins: readonly number[]): Candidate => ({
  setting: { views, weightDecay: 0.01 },
  validation: margins.map((margin, sample) => photo(sample, margin)),
  temperature: 1,
});

describe('the setting of a head', () => {
  test('is the plainer one where the difference may be chance, the better one where it is clear', () => {
    const plain = candidate(1, [1, 1, 1, 1, 1, 1]);
    const mixed = candidate(4, [3, 0.2, 2.5, 0.3, 1, 1]);
    expect(chooseSetting([plain, mixed]).taken).toEqual(plain.setting);
    const better = candidate(4, [1.9, 2.1, 2, 1.8, 2.2, 2]);
    const { taken, samples, tried } = chooseSetting([plain, better]);
    expect(taken).toEqual(better.setting);
    expect(samples).toBe(6);
    expect(tried[1]).toMatchObject({ behind: 0, error: 0, accuracy: 1 });
    expect(tried[0]?.behind).toBeGreaterThan(tried[0]?.error ?? Infinity);
    expect(chooseSetting([plain, candidate(4, [1, 1, 1, 1, 1, 1])]).taken).toEqual(plain.setting);
    // Better for every sample, by nothing that anybody would notice.
    expect(chooseSetting([plain, candidate(4, [1.01, 1.01, 1.01, 1.01, 1.01, 1.01])]).taken).toEqual(
      plain.setting,
    );
  });

  test('is chosen by samples: many photos of one have one vote', () => {
    const often = (margins: readonly number[]): readonly LabelledLogits[] => [
      ...Array.from({ length: 40 }, () => photo(0, margins[0] ?? 0)),
      ...margins.slice(1).map((margin, index) => photo(index + 1, margin)),
    ];
    const of = (views: number, margins: readonly number[]): Candidate => ({
      ...candidate(views, []),
      validation: often(margins),
    });
    // Forty photos of one sample speak for four views, seven samples for one.
    const [one, four] = [of(1, [-0.1, 2, 2, 2, 2, 2, 2, 2]), of(4, [2, 0, 0, 0, 0, 0, 0, 0])];
    const { taken, samples, tried } = chooseSetting([four, one]);
    expect(taken).toEqual(one.setting);
    expect(samples).toBe(8);
    expect(tried.map(({ accuracy }) => accuracy)).toEqual([1, 7 / 8]);
  });

  test('is said in words, with the figures of all that were tried', () => {
    const chosen = chooseSetting([candidate(1, [1, 1, 1, 1]), candidate(4, [2, 2.1, 2, 1.9])]);
    expect(chosenText(chosen)).toBe(
      '4 views per photo and weight decay 0.01, as 4 validation samples chose: clearly the best of 2 settings.',
    );
    expect(triedSettingTexts(chosen)).toEqual([
      '1 view, weight decay 0.01: 4 of 4 samples right, loss 0.313 (0.186 ± 0.005 above the smallest)',
      '4 views, weight decay 0.01: 4 of 4 samples right, loss 0.127 (the smallest)',
    ]);
    expect(chosenText({ taken: { views: 1, weightDecay: 0.01 }, samples: 0, tried: [] })).toBe(
      '1 view per photo and weight decay 0.01: the split has no validation samples to choose by.',
    );
  });
});

describe('a recipe', () => {
  const frozen = { strategy: 'frozen', backbone: 'tiny', essay: false } as const;

  test('leaves views and weight decay to validation where a head alone is trained and nobody names them', () => {
    expect(resolveRecipe(frozen)).toMatchObject({ views: 'auto', weightDecay: 'auto' });
    expect(resolveRecipe({ ...frozen, essay: true })).toMatchObject({ views: 4, weightDecay: 0 });
    expect(leftOpen(resolveRecipe({ ...frozen, views: 4, weightDecay: 0.2 }))).toEqual({
      views: [4],
      weightDecays: [0.2],
    });
    expect(leftOpen(resolveRecipe({ ...frozen, weightDecay: 0.2 }))).toEqual({
      views: [1, 4],
      weightDecays: [0.2],
    });
    for (const strategy of ['scratch', 'fine-tune', 'probe-then-tune'] as const) {
      const { views, weightDecays } = leftOpen(defaultRecipe(strategy, 'tiny'));
      expect([views.length, weightDecays.length], strategy).toEqual([1, 1]);
    }
  });

  test('looks at as many views as it may come to need, and is settled by the plainest', () => {
    const recipe = defaultRecipe('frozen', 'tiny');
    expect(mostViews(recipe)).toBe(4);
    expect(settled(recipe)).toEqual({ ...recipe, ...plainestSetting(recipe) });
    const chosen = { taken: { views: 4, weightDecay: 0.5 }, samples: 8, tried: [] };
    expect(takenRecipe({ recipe, result: { chosen } })).toEqual({ ...recipe, views: 4, weightDecay: 0.5 });
    expect(takenRecipe({ recipe, result: null })).toEqual(recipe);
    expect(takenRecipe({ recipe: null, result: null })).toBeNull();
  });
});

test('a run of an older version has chosen nothing, and can be read', () => {
  expect(trainingResultSchema.shape.chosen.parse(undefined)).toBeUndefined();
});
