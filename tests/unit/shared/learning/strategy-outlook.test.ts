import { describe, expect, test } from 'vitest';
import { exactInterval } from '#shared/learning/figures/exact-interval.ts';
import type { TrainingResult } from '#shared/learning/plan.ts';
import { type Strategy, defaultRecipe, embeddedBackbone } from '#shared/learning/recipe.ts';
import {
  type PastRun,
  type StrategyOutlook,
  outlookOf,
  recommendedStrategy,
} from '#shared/learning/strategy-outlook.ts';
import { toldByEveryRun } from '../../../support/results.ts';

function figures(right: number, n: number) {
  const accuracy = right / n;
  return { n, accuracy, ci95: exactInterval(accuracy, n), macroF1: accuracy, confusion: [] };
}

interface Told {
  readonly strategy?: Strategy;
  readonly photosPerSecond?: number;
  readonly right?: number;
  readonly classes?: number;
  readonly processor?: string;
}

function past(
  name: string,
  { strategy = 'fine-tune', photosPerSecond = 10, right, classes = 2, processor = 'a processor' }: Told = {},
): PastRun {
  const sample = right === undefined ? undefined : figures(right, 100);
  const result: TrainingResult = {
    ...toldByEveryRun,
    environment: { ...toldByEveryRun.environment, processor },
    device: 'cpu',
    engine: 'ort',
    epochs: [],
    best: { epoch: 1, valAcc: null },
    ...(sample && { test: { sample, photo: sample } }),
    temperature: 1,
    threshold: 0.5,
    seconds: { features: 0, train: 100, total: 110 },
    photosPerSecond,
  };
  return {
    name,
    recipe: defaultRecipe(strategy, embeddedBackbone),
    result,
    classes: Array.from({ length: classes }, (_, id) => id),
  };
}

const photos = { train: 600, val: 100, test: 100 };
const next = (strategy: Strategy) => ({
  recipe: defaultRecipe(strategy, embeddedBackbone),
  photos,
  classes: 2,
  computer: { processor: 'a processor', threads: 2 },
});

describe('what to expect of a strategy', () => {
  test('its time is that of the newest run of it on this computer, per photo and epoch', () => {
    const runs = [past('new'), past('old', { photosPerSecond: 1 })];
    // Six epochs of 600 photos at 10 a second, and a tenth for what is done beside.
    expect(outlookOf(runs, next('fine-tune')).seconds).toBeCloseTo(396, 9);
    // A frozen backbone looks once at each of four views, and at what is held out.
    const frozen = [past('head', { strategy: 'frozen', photosPerSecond: 100 })];
    expect(outlookOf(frozen, next('frozen')).seconds).toBeCloseTo(26, 9);
  });

  test('another computer, another network and another strategy say nothing of the time', () => {
    const { seconds } = outlookOf([past('elsewhere', { processor: 'another' })], next('fine-tune'));
    expect(seconds).toBeUndefined();
    const small = { ...next('fine-tune'), recipe: { ...next('fine-tune').recipe, imageSize: 64 } };
    expect(outlookOf([past('large')], small).seconds).toBeUndefined();
    expect(outlookOf([past('other')], next('scratch')).seconds).toBeUndefined();
  });

  test('how good it will be is what the newest tested run of as many classes reached, wherever it ran', () => {
    const runs = [
      past('untested'),
      past('of five', { right: 50, classes: 5 }),
      past('tested', { right: 80, processor: 'another' }),
      past('older', { right: 70 }),
    ];
    const { test: tested } = outlookOf(runs, next('fine-tune'));
    expect([tested?.run, tested?.figures.accuracy]).toEqual(['tested', 0.8]);
    expect(outlookOf([], next('frozen'))).toEqual({ seconds: undefined, test: undefined });
  });
});

describe('the strategy that is recommended', () => {
  const outlook = (strategy: Strategy, right?: number, n = 100): StrategyOutlook => ({
    strategy,
    seconds: undefined,
    test: right === undefined ? undefined : { figures: figures(right, n), run: strategy },
  });
  const many = { samples: 900, fewest: 100, hasCard: false };

  test('of few samples, or few of one class, is the frozen backbone, and it says how many there are', () => {
    expect(recommendedStrategy({ ...many, samples: 48, hasCard: true }, [])).toEqual({
      strategy: 'frozen',
      reason: '48 samples are few: a whole network would learn them by heart.',
    });
    expect(recommendedStrategy({ ...many, fewest: 9, hasCard: true }, []).reason).toBe(
      'One class has 9 samples: a whole network would learn them by heart.',
    );
  });

  test('of many hangs on a graphics card', () => {
    expect(recommendedStrategy({ ...many, hasCard: true }, []).strategy).toBe('probe-then-tune');
    expect(recommendedStrategy(many, []).strategy).toBe('frozen');
  });

  test('is what did clearly better in this lab, wherever that was measured', () => {
    const better = [outlook('frozen', 70), outlook('fine-tune', 92)];
    expect(recommendedStrategy(many, better)).toEqual({
      strategy: 'fine-tune',
      reason: 'By this lab’s own tests it does better than what else was tried here.',
    });
    // 75 and 80 of 100 cannot be told apart, and one alone is compared with nothing.
    expect(recommendedStrategy(many, [outlook('frozen', 75), outlook('scratch', 80)]).strategy).toBe(
      'frozen',
    );
    expect(recommendedStrategy(many, [outlook('scratch', 99)]).strategy).toBe('frozen');
  });
});
