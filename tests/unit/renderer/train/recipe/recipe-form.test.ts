import { expect, test } from 'vitest';
import { type Recipe, defaultRecipe, recipeSchema } from '#shared/learning/recipe.ts';
import { fits, parseRates, recipeFields } from '../../../../../src/renderer/train/recipe/recipe-fields.ts';
import { RecipeForm } from '../../../../../src/renderer/train/recipe/recipe-form.svelte.ts';

const fields = Object.values(recipeFields).flat();

test('every switch of a recipe is on the form, or chosen beside it', () => {
  const beside = ['strategy', 'backbone', 'device', 'engine'];
  expect([...fields.map(({ key }) => key), ...beside].toSorted()).toEqual(
    Object.keys(recipeSchema.shape).toSorted(),
  );
});

test('what the form takes, the lab takes, at both ends of every range', () => {
  for (const field of fields) {
    if (field.kind !== 'number') continue;
    const { key, from, above = false, to } = field;
    for (const value of [above ? to / 1000 : from, to]) {
      expect(fits(field, value), `${key} ${value}`).toBe(true);
      const recipe = { ...defaultRecipe('fine-tune', 'resnet18'), [key]: value };
      expect(recipeSchema.safeParse(recipe).success, `${key} ${value}`).toBe(true);
    }
    for (const value of [from - 1, to + 1, null, NaN, ...(above ? [from] : [])])
      expect(fits(field, value), `${key} ${value}`).toBe(false);
  }
});

test('a problem is said in words, hidden fields have none, and the defaults are named', () => {
  const form = new RecipeForm();
  expect(form.ok).toBe(true);
  expect(form.changed).toEqual([]);
  form.choose('fine-tune');
  form.values.batchSize = 0;
  form.layerRates = '1, x';
  expect(form.problems).toEqual({
    batchSize: 'Give a whole number from 1 to 4,096.',
    layerRates: 'Give up to ten numbers from 0 to 100 with commas between them, one of them above 0.',
  });
  expect(form.changed).toEqual(['batchSize', 'layerRates']);
  form.values.strategy = 'frozen';
  expect(Object.keys(form.problems)).toEqual(['batchSize']);
  form.choose('fine-tune');
  form.values.seed = 7;
  form.layerRates = '1; 0.3 0';
  expect(form.recipe).toMatchObject({ seed: 7, layerRates: [1, 0.3, 0], batchSize: 16 });
  form.choose('scratch');
  expect(form.values.seed).toBe(7);
});

test('a number is left to the validation samples where a head alone is trained, and taken back', () => {
  const form = new RecipeForm();
  const asks = fields.filter((field) => field.kind === 'number' && field.asks?.(form.values) === true);
  expect(asks.map(({ key }) => key)).toEqual(['weightDecay', 'views']);
  expect(form.values).toMatchObject({ views: 'auto', weightDecay: 'auto' });
  form.leave('views', false);
  expect(form.values).toMatchObject({ views: 1, weightDecay: 'auto' });
  expect(form.changed).toEqual(['views']);
  form.values.views = 0;
  expect(form.problems).toEqual({ views: 'Give a whole number from 1 to 64.' });
  form.leave('views', true);
  expect(form.ok).toBe(true);
  expect(form.changed).toEqual([]);
  form.choose('fine-tune');
  expect(fields.some((field) => field.kind === 'number' && field.asks?.(form.values) === true)).toBe(false);
});

test('layer rates that train nothing are no layer rates', () => {
  expect(parseRates('0, 0')).toBeUndefined();
  expect(parseRates('')).toBeUndefined();
  expect(parseRates('1,'.repeat(11))).toBeUndefined();
  expect(parseRates('1, 0.1')).toEqual([1, 0.1]);
});

test('a head can be trained by every optimiser and loss that a whole network can', () => {
  const shown = (changes: Partial<Recipe>): string[] =>
    recipeFields.weights
      .filter(
        (field) => field.shown?.({ ...defaultRecipe('frozen', 'efficientnet-lite0'), ...changes }) !== false,
      )
      .map(({ key }) => key);
  const always = ['optimiser', 'weightDecay', 'labelSmoothing', 'classWeights'];
  expect(shown({})).toEqual(['optimiser', 'momentum', 'nesterov', 'weightDecay', ...always.slice(2)]);
  expect(shown({ optimiser: 'adamw' })).toEqual(always);
});
