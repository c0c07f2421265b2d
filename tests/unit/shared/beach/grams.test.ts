import { expect, test } from 'vitest';
import { Draws, gammaDraw } from '#shared/beach/draws.ts';
import { meansPerQuadrat } from '#shared/beach/estimate.ts';
import { gramsOf } from '#shared/beach/grams.ts';

const counts = (...perQuadrat: number[]) => {
  const rows = perQuadrat.map((n) => ({ person: [n], model: [0] }));
  const [count] = meansPerQuadrat({
    quadrats: { rows, of: rows.length },
    blanks: null,
    confusion: null,
  }).classes;
  if (count === undefined) throw new Error('no class');
  return count;
};

test('what was weighed stands for the others of its class', () => {
  const grams = gramsOf([{ count: counts(3, 5), massesMg: [10, 30, null, null, null, null, null, null] }], 4);
  expect(grams).toMatchObject({ value: (4 * 20 * 4) / 1000, weighed: 2, of: 8 });
});

test('a class of which nothing was weighed is seen in the count alone', () => {
  const one = { count: counts(3, 5), massesMg: [10, 30, 20] };
  const other = { count: counts(1, 1), massesMg: [null, null] };
  expect(gramsOf([one, other], 1)).toMatchObject({ value: gramsOf([one], 1)?.value, weighed: 3, of: 5 });
  expect(gramsOf([other], 1)).toBeNull();
});

test('one weighed thing does not tell how things differ', () => {
  expect(gramsOf([{ count: counts(1, 2), massesMg: [10, null, null] }], 1)?.ci95).toBeNull();
});

test('the interval holds the truth as often as it says', () => {
  const random = new Draws(7);
  let hits = 0;
  const beaches = 200;
  for (let beach = 0; beach < beaches; beach += 1) {
    const perQuadrat = Array.from({ length: 5 }, () => Math.round(12 * (gammaDraw(random, 6) / 6)));
    const things = perQuadrat.reduce((sum, n) => sum + n, 0);
    const massesMg = Array.from({ length: things }, () => Math.exp(0.8 * random.normal()));
    const [low, high] = gramsOf([{ count: counts(...perQuadrat), massesMg }], 1000, beach + 1)?.ci95 ?? [
      0, 0,
    ];
    const truth = 12 * Math.exp(0.8 ** 2 / 2);
    if (low <= truth && truth <= high) hits += 1;
  }
  expect(hits / beaches).toBeGreaterThan(0.91);
  expect(hits / beaches).toBeLessThan(0.99);
});
