import { expect, test } from 'vitest';
import type { Side } from '#shared/learning/plan.ts';
import { foreseenWarnings } from '#shared/learning/split/foreseen-warnings.ts';
import { type ClassOnSides, splitWarnings } from '#shared/learning/split/split-warnings.ts';

const all: ReadonlySet<Side> = new Set(['train', 'val', 'test']);
const of = (name: string, train: number, val: number, test: number): ClassOnSides => ({
  name,
  train,
  val,
  test,
});

test('enough samples of classes of like size need no warning', () => {
  expect(splitWarnings([of('a', 70, 15, 15), of('b', 40, 9, 9)], all)).toEqual([]);
});

test('imbalance is said with both numbers', () => {
  expect(splitWarnings([of('film', 10, 2, 2), of('sand', 120, 25, 25)], all)).toEqual([
    '"sand" has 12 times as many training samples as "film" (120 and 10). Class weights make up for part of it; more samples of "film" help more.',
  ]);
});

test('one class is nothing to tell apart', () => {
  expect(splitWarnings([of('a', 70, 15, 15)], all).join()).toContain('nothing to tell apart');
});

test('a class that the test lacks is named; a side that nobody asked for is not missed', () => {
  const classes = [of('a', 70, 15, 15), of('b', 10, 2, 0)];
  expect(splitWarnings(classes, all)[0]).toBe(
    'Class "b" has too few samples to give any to the test; the figures will say nothing about it.',
  );
  expect(splitWarnings([of('a', 70, 0, 15), of('b', 60, 0, 12)], new Set<Side>(['train', 'test']))).toEqual(
    [],
  );
});

test('twelve samples, and two in the test, are said with what would help', () => {
  expect(splitWarnings([of('a', 4, 1, 1), of('b', 4, 1, 1)], all).slice(-2)).toEqual([
    '12 samples in all: enough to try it out, too few to trust what comes of it. Label more of every class.',
    '2 samples in the test: its figures will be rough. Label more samples, or give the test a larger share.',
  ]);
  // Nobody asked for a test.
  expect(splitWarnings([of('a', 70, 15, 0), of('b', 60, 12, 0)], new Set<Side>(['train', 'val']))).toEqual(
    [],
  );
});

test('two hundred classes are told in a few sentences', () => {
  const many = Array.from({ length: 200 }, (_, index) => of(`class ${index}`, 2, index % 2, 1));
  const warnings = splitWarnings(many, all);
  expect(warnings).toHaveLength(2);
  expect(warnings[0]).toBe(
    '100 classes ("class 0", "class 2", "class 4", "class 6" and 96 others) have too few samples to give any to validation.',
  );
});

test('a split that is not drawn yet is warned of as it would be', () => {
  const few = [
    { name: 'a', samples: 6 },
    { name: 'b', samples: 6 },
  ];
  expect(foreseenWarnings(few, { val: 0.15, test: 0.15 })).toEqual(
    splitWarnings([of('a', 4, 1, 1), of('b', 4, 1, 1)], all),
  );
  const many = few.map(({ name }) => ({ name, samples: 100 }));
  expect(foreseenWarnings(many, { val: 0.15, test: 0.15 })).toEqual([]);
});
