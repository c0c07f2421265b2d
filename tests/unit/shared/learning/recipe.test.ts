import { describe, expect, test } from 'vitest';
import { defaultRecipe, recipeSchema, resolveRecipe } from '#shared/learning/recipe.ts';
import { learningRate } from '#shared/learning/schedule.ts';

const asked = { strategy: 'frozen', backbone: 'efficientnet-lite0', epochs: 3, lr: undefined } as const;

test('what is asked for wins over the defaults', () => {
  expect(resolveRecipe({ ...asked, essay: false })).toEqual({
    ...defaultRecipe('frozen', 'efficientnet-lite0'),
    epochs: 3,
  });
});

test('the essay’s recipe is whole: crops, and no other augmentation', () => {
  expect(resolveRecipe({ ...asked, essay: true })).toMatchObject({
    epochs: 3,
    batchSize: 4,
    optimiser: 'sgd',
    momentum: 0.9,
    weightDecay: 0,
    schedule: 'step',
    stepSize: 7,
    gamma: 0.1,
    lr: 0.001,
    imageSize: 256,
    crop: true,
    flip: false,
    rotate: false,
    colourJitter: false,
  });
});

test('a recipe is stored whole: what lacks a field or is out of range is none', () => {
  const recipe = defaultRecipe('fine-tune', 'resnet18');
  const { patience, ...rest } = recipe;
  expect(patience).toBe(0);
  expect(recipeSchema.parse(recipe)).toEqual(recipe);
  expect(recipeSchema.safeParse(rest).success).toBe(false);
  expect(recipeSchema.safeParse(null).success).toBe(false);
  expect(recipeSchema.safeParse({ ...recipe, epochs: 0 }).success).toBe(false);
});

describe('the learning rate', () => {
  const recipe = {
    lr: 0.001,
    schedule: 'step',
    gamma: 0.1,
    stepSize: 7,
    warmUp: 0,
    epochs: 20,
  } as const;
  const close = (numbers: readonly number[]): unknown[] =>
    numbers.map((number) => expect.closeTo(number, 12) as unknown);

  test('by StepLR is multiplied every stepSize epochs', () => {
    expect([0, 6.9, 7, 13, 14].map((done) => learningRate(recipe, done))).toEqual(
      close([0.001, 0.001, 0.0001, 0.0001, 0.00001]),
    );
  });

  test('by cosine falls along half a wave to 0', () => {
    const cosine = { ...recipe, schedule: 'cosine' } as const;
    expect([0, 5, 10, 20].map((done) => learningRate(cosine, done))).toEqual(
      close([0.001, 0.0005 * (1 + Math.SQRT1_2), 0.0005, 0]),
    );
  });

  test('rises in a straight line first where there is a warm-up, never from 0', () => {
    const warm = { ...recipe, schedule: 'cosine', warmUp: 4 } as const;
    expect([0, 2, 4, 12, 20].map((done) => learningRate(warm, done))).toEqual(
      close([0.0001, 0.00055, 0.001, 0.0005, 0]),
    );
    expect(learningRate({ ...warm, warmUp: 30 }, 15)).toBeCloseTo(0.00055, 12);
  });
});
