import { expect, test } from 'vitest';
import { seededRandom, shuffled } from '#shared/learning/random.ts';

const draw = (seed: number, n: number): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: n }, () => random.next());
};

test('the same seed gives the same sequence, within [0, 1) and evenly', () => {
  expect(draw(7, 20)).toEqual(draw(7, 20));
  const many = draw(7, 20_000);
  expect(Math.min(...many)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...many)).toBeLessThan(1);
  expect(many.reduce((sum, value) => sum + value, 0) / many.length).toBeCloseTo(0.5, 2);
});

test('neighbouring seeds have nothing in common, from the first number on', () => {
  const firsts = Array.from({ length: 2000 }, (_, seed) => draw(seed, 1)[0] ?? 0);
  const mean = firsts.reduce((sum, value) => sum + value, 0) / firsts.length;
  expect(mean).toBeCloseTo(0.5, 1);
  const products = firsts.slice(1).map((value, index) => (value - mean) * ((firsts[index] ?? 0) - mean));
  const correlation = products.reduce((sum, value) => sum + value, 0) / products.length / (1 / 12);
  expect(Math.abs(correlation)).toBeLessThan(0.1);
});

test('a shuffle keeps every item and leaves its argument alone', () => {
  const items = [1, 2, 3, 4, 5];
  expect(shuffled(items, seededRandom(3)).toSorted()).toEqual(items);
  expect(items).toEqual([1, 2, 3, 4, 5]);
});
