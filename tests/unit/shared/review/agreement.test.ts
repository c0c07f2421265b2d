import { describe, expect, test } from 'vitest';
import { type Pair, agreementOf, kappaOf } from '#shared/review/agreement.ts';

function pairs(counts: readonly (readonly [a: string, b: string, times: number])[]): Pair[] {
  return counts.flatMap(([a, b, times]) => Array.from({ length: times }, (): Pair => [a, b]));
}

describe("Cohen's kappa", () => {
  test('of a table worked out by hand', () => {
    // Agreement on 35 of 50; chance: 0.5 * 0.6 + 0.5 * 0.4 = 0.5; kappa = (0.7 - 0.5) / (1 - 0.5).
    const found = agreementOf(
      'Ines',
      'Tomas',
      pairs([
        ['plastic', 'plastic', 20],
        ['plastic', 'stone', 5],
        ['stone', 'plastic', 10],
        ['stone', 'stone', 15],
      ]),
    );
    expect(found).toMatchObject({
      n: 50,
      agreed: 0.7,
      undefinedBecause: null,
      classes: ['plastic', 'stone'],
      confusion: [
        [20, 5],
        [10, 15],
      ],
    });
    expect(found.kappa).toBeCloseTo(0.4, 12);
    const [low, high] = found.ci95 ?? [0, 0];
    // The large-sample standard error here is about 0.13 (Fleiss, Cohen and Everitt 1969).
    expect(low).toBeGreaterThan(0.1);
    expect(low).toBeLessThan(0.2);
    expect(high).toBeGreaterThan(0.6);
    expect(high).toBeLessThan(0.7);
  });

  test('of three classes', () => {
    // Agreement on 10 of 12; chance: (4 * 5 + 4 * 4 + 4 * 3) / 144 = 1/3; kappa = (10/12 - 1/3) / (2/3).
    expect(
      kappaOf([
        [4, 0, 0],
        [1, 3, 0],
        [0, 1, 3],
      ]),
    ).toBeCloseTo(0.75, 12);
  });

  test('is 1 where all agree, 0 where chance does all, below 0 where they contradict each other', () => {
    expect(
      kappaOf([
        [5, 0],
        [0, 5],
      ]),
    ).toBe(1);
    expect(
      kappaOf([
        [4, 4],
        [4, 4],
      ]),
    ).toBe(0);
    expect(
      kappaOf([
        [0, 5],
        [5, 0],
      ]),
    ).toBe(-1);
  });

  test('is not defined where both say one class throughout, and says so', () => {
    const found = agreementOf('Ines', 'Tomas', pairs([['plastic', 'plastic', 30]]));
    expect(found).toMatchObject({
      n: 30,
      agreed: 1,
      kappa: null,
      ci95: null,
      undefinedBecause: 'one-class',
    });
  });

  test('is 0 where only one of them says one class throughout: no agreement beyond chance is seen', () => {
    const found = agreementOf(
      'Ines',
      'Tomas',
      pairs([
        ['plastic', 'plastic', 8],
        ['plastic', 'stone', 2],
      ]),
    );
    expect(found).toMatchObject({ agreed: 0.8, kappa: 0 });
  });

  test('of nothing in common is not defined, and says so', () => {
    expect(agreementOf('Ines', 'Tomas', [])).toMatchObject({
      n: 0,
      agreed: null,
      kappa: null,
      undefinedBecause: 'no-samples',
      confusion: [],
    });
  });

  test('is not certain where a few agree throughout', () => {
    const found = agreementOf(
      'Ines',
      'Tomas',
      pairs([
        ['plastic', 'plastic', 4],
        ['stone', 'stone', 4],
      ]),
    );
    expect(found.kappa).toBe(1);
    // Eight of eight leave 63.06 % open; half of them agree by chance.
    expect(found.ci95).toEqual([expect.closeTo((0.63058 - 0.5) / 0.5, 4), 1]);
  });

  test('has the same interval every time, and a point within it', () => {
    const some = pairs([
      ['plastic', 'plastic', 9],
      ['stone', 'stone', 3],
      ['stone', 'plastic', 1],
    ]);
    const found = agreementOf('Ines', 'Tomas', some);
    expect(agreementOf('Ines', 'Tomas', some)).toEqual(found);
    const [low, high] = found.ci95 ?? [1, 0];
    expect(low).toBeLessThanOrEqual(found.kappa ?? Number.NaN);
    expect(high).toBeGreaterThanOrEqual(found.kappa ?? Number.NaN);
  });
});
