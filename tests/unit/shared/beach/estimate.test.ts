import { describe, expect, it } from 'vitest';
import { blankLimits, standing } from '#shared/beach/blanks.ts';
import { corrected, sharesOf, uncorrectable } from '#shared/beach/confusion.ts';
import { type Counted, differenceOf, estimateOf, meansPerQuadrat } from '#shared/beach/estimate.ts';
import independent from './independent.json' with { type: 'json' };

const byModel = (...rows: number[][]): { rows: Counted[]; of: number } => ({
  rows: rows.map((model) => ({ person: model.map(() => 0), model })),
  of: rows.length,
});
const confusion = [
  [45, 5],
  [8, 52],
];

describe('the correction', () => {
  it('is that of Rogan and Gladen for two classes', () => {
    const [sensitivity, specificity] = [0.9, 52 / 60];
    const apparent = 40 / 100;
    const share = (apparent + specificity - 1) / (sensitivity + specificity - 1);
    expect(corrected([40, 60], sharesOf(confusion))[0]).toBeCloseTo(100 * share, 9);
  });

  it('leaves counts alone where the model is never wrong', () => {
    expect(corrected([7, 3, 5], sharesOf([[4, 0, 0], [0, 9, 0], [0, 0, 0]]))).toEqual([7, 3, 5]); // prettier-ignore
  });

  it('is refused where a class was hardly tested, or is not told apart', () => {
    expect(uncorrectable([[9, 1], [1, 2]], ['plastic', 'shell'])).toMatch(/fewer than 5 .* shell \(3\)/); // prettier-ignore
    expect(uncorrectable([[50, 50], [45, 55]], ['plastic', 'shell'])).toMatch(/hardly tells/); // prettier-ignore
    expect(uncorrectable(confusion, ['plastic', 'shell'])).toBeUndefined();
  });
});

describe('means per quadrat', () => {
  it('agree with an independent computation', () => {
    for (const one of independent.cases) {
      const means = meansPerQuadrat(
        { quadrats: byModel(...one.quadrats), blanks: byModel(...one.blanks), confusion: one.confusion },
        { draws: 20_000 },
      );
      [...means.classes, means.total].forEach((drawn, index) => {
        const { value, ci95 } = estimateOf(drawn);
        const is = one.expected[index] ?? { value: 0, low: 0, high: 0 };
        expect(value).toBeCloseTo(is.value, 6);
        const width = is.high - is.low;
        expect(Math.abs(ci95[0] - is.low)).toBeLessThan(0.03 * width);
        expect(Math.abs(ci95[1] - is.high)).toBeLessThan(0.03 * width);
      });
    }
  });

  const quadrats = byModel([12, 20], [9, 31], [15, 18], [7, 25], [11, 22]);

  it('are the same for the same seed, and others for another', () => {
    const of = (seed: number) =>
      estimateOf(meansPerQuadrat({ quadrats, blanks: null, confusion }, { seed }).total);
    expect(of(3)).toEqual(of(3));
    expect(of(3)).not.toEqual(of(4));
  });

  it('take what a person said as it is', () => {
    const person = { rows: quadrats.rows.map(({ model }) => ({ person: model, model: [0, 0] })), of: 5 };
    const { classes } = meansPerQuadrat({ quadrats: person, blanks: null, confusion });
    expect(classes.map(({ value }) => value)).toEqual([10.8, 23.2]);
  });

  it('are never below 0, whatever blanks and model say', () => {
    const { classes } = meansPerQuadrat({
      quadrats: byModel([1, 30], [0, 28]),
      blanks: byModel([3, 0]),
      confusion,
    });
    const plastic = classes[0];
    expect(plastic?.value).toBeLessThan(0);
    expect(plastic && estimateOf(plastic)).toMatchObject({
      value: 0,
      ci95: [0, expect.any(Number) as number],
    });
  });

  it('of nothing found leave open that there is something', () => {
    const { total } = meansPerQuadrat({
      quadrats: byModel([0], [0], [0], [0]),
      blanks: null,
      confusion: null,
    });
    const [low, high] = estimateOf(total).ci95;
    expect(low).toBe(0);
    expect(high).toBeGreaterThan(0.5);
  });

  it('of quadrats that were not kept apart have the error of counting alone', () => {
    const { total } = meansPerQuadrat({
      quadrats: { ...byModel([50]), of: 5 },
      blanks: null,
      confusion: null,
    });
    const { value, ci95 } = estimateOf(total);
    expect(value).toBe(10);
    // Garwood's exact interval of 50: 37.1 to 65.9.
    expect(ci95[0]).toBeCloseTo(7.5, 0);
    expect(ci95[1]).toBeCloseTo(13.1, 0);
  });
});

it('compares two beaches that one model looked at by the same draws of its confusion', () => {
  const few = meansPerQuadrat(
    { quadrats: byModel([4, 9], [5, 12], [6, 8]), blanks: null, confusion },
    { seed: 1 },
  );
  const many = meansPerQuadrat(
    { quadrats: byModel([40, 9], [51, 12], [46, 8]), blanks: null, confusion },
    { seed: 2 },
  );
  const [a, b] = [many.classes[0], few.classes[0]];
  if (a === undefined || b === undefined) throw new Error('no classes');
  const { value, ci95 } = differenceOf(a, b, [4, 4]);
  expect(value).toBeCloseTo(4 * (a.value - b.value), 9);
  expect(ci95[0]).toBeGreaterThan(0);
  expect(ci95[0]).toBeLessThan(value);
  expect(ci95[1]).toBeGreaterThan(value);
});

describe('blanks', () => {
  it('have a mean and limits', () => {
    const limits = blankLimits([1, 2, 3]);
    expect(limits).toEqual({ blanks: 3, mean: 2, sd: 1, detection: 5, quantification: 12 });
    if (limits === null) return;
    expect([4, 5, 12].map((count) => standing(count, limits))).toEqual([
      'undetected',
      'uncounted',
      'counted',
    ]);
  });

  it('have no limits of one, and are none of none', () => {
    const one = blankLimits([4]);
    expect(one).toMatchObject({ mean: 4, sd: null, detection: null, quantification: null });
    expect(one && standing(1, one)).toBeNull();
    expect(blankLimits([])).toBeNull();
  });
});
