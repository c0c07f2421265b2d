import { describe, expect, test } from 'vitest';
import {
  type Held,
  type Answered,
  chooseThreshold,
  fitSureness,
  rejectedOnWish,
  surenessOf,
  thresholdRange,
} from '#shared/learning/prediction/sureness.ts';
import { surenessText } from '#shared/learning/prediction/sureness-text.ts';
import { outcomeAnew, outcomeOf } from '#shared/learning/prediction/verdict.ts';
import { normal, seededRandom } from '#shared/learning/random.ts';

/** Known things lie near, unknown ones further off; confident things are more often right. */
function held(samples: number, photos: number, seed = 1): Held[] {
  const random = seededRandom(seed);
  return Array.from({ length: samples * photos }, (_, index): Held => {
    const known = index % 2 === 0;
    const odds = 2 * normal(random) + (known ? 2 : 0.5);
    const apart = 0.5 * normal(random) + (known ? -0.7 : 0.2);
    const right = known && random.next() < 1 / (1 + Math.exp(-odds));
    const confidence = 1 / (1 + Math.exp(-Math.abs(odds)));
    return { sample: Math.floor(index / photos), known, right, confidence, distance: Math.exp(apart) };
  });
}

describe('sureness', () => {
  test('rises with the confidence and falls with the distance', () => {
    const model = fitSureness(held(200, 1), 'cross-validation');
    expect(model).toMatchObject({ basis: 'cross-validation', known: 100, unknown: 100 });
    expect(model.confidence).toBeGreaterThan(0.1);
    expect(model.distance).toBeLessThan(-1);
    const at = (confidence: number, distance: number | null): number =>
      surenessOf({ confidence, distance }, model);
    expect(at(0.9, 0.5)).toBeGreaterThan(at(0.6, 0.5));
    expect(at(0.9, 0.5)).toBeGreaterThan(at(0.9, 1.5));
    // However confident a network is, and however near a photo, nothing is certain.
    expect(at(1, 0)).toBeLessThan(1);
    expect(at(0.5, 1e9)).toBeGreaterThanOrEqual(0);
  });

  test('is the maximum of its penalised likelihood', () => {
    const photos = held(60, 1, 3);
    const model = fitSureness(photos, 'validation');
    const loss = ({
      bias,
      confidence,
      distance,
    }: {
      bias: number;
      confidence: number;
      distance: number;
    }): number =>
      photos.reduce(
        (sum, one) => {
          const p = surenessOf(one, { ...model, bias, confidence, distance });
          return sum - Math.log(one.right ? p : 1 - p);
        },
        (confidence ** 2 + distance ** 2) / 2,
      );
    const least = loss(model);
    for (const change of [{ bias: 0.01 }, { confidence: 0.01 }, { distance: 0.01 }]) {
      const [[name, by]] = Object.entries(change) as [['bias' | 'confidence' | 'distance', number]];
      expect(loss({ ...model, [name]: model[name] + by })).toBeGreaterThan(least);
      expect(loss({ ...model, [name]: model[name] - by })).toBeGreaterThan(least);
    }
  });

  test('a sample of many photos weighs no more than one of a single photo', () => {
    const photos = held(40, 1);
    const repeated = photos.flatMap((one) => (one.sample === 0 ? new Array<Held>(500).fill(one) : [one]));
    const [plain, crowded] = [photos, repeated].map((of) => fitSureness(of, 'validation'));
    expect(crowded?.distance).toBeCloseTo(plain?.distance ?? NaN, 6);
    expect(crowded?.confidence).toBeCloseTo(plain?.confidence ?? NaN, 6);
  });

  test('is never less for a nearer photo, or for more confidence, whatever was held out', () => {
    const upsideDown = held(100, 1).map((one) => ({ ...one, distance: 1 / (one.distance ?? 1) }));
    const model = fitSureness(upsideDown, 'validation');
    expect(model.distance).toBe(0);
    expect(model.confidence).toBeGreaterThanOrEqual(0);
  });

  test('of too little it is what experience says, and says so', () => {
    const few = fitSureness(held(8, 30), 'cross-validation');
    expect(few).toMatchObject({ basis: 'experience' });
    expect(few.distance).toBeLessThan(0);
    expect(surenessText(few)).toMatch(/^nothing of this lab: \d samples are too few .* a cautious default$/);
    expect(fitSureness([], 'validation')).toMatchObject({ basis: 'experience', known: 0, unknown: 0 });
  });

  test('a model of an older Strandline has its confidence, and none beyond its limit', () => {
    expect(surenessOf({ confidence: 0.8, distance: 0.9 }, null)).toBe(0.8);
    expect(surenessOf({ confidence: 0.8, distance: null }, undefined)).toBe(0.8);
    expect(surenessOf({ confidence: 0.99, distance: 1.1 }, null)).toBe(0);
    expect(outcomeOf({ confidence: 0.99, distance: 1.1 }, { threshold: 0, sureness: null })).toBe('unlike');
    expect(outcomeOf({ confidence: 0.4, distance: 0.9 }, { threshold: 0.5 })).toBe('unsure');
  });
});

describe('the threshold', () => {
  const answers = (n: number, rightFrom: number): Answered[] =>
    Array.from({ length: n }, (_, index) => ({
      sample: index,
      sureness: index / n,
      right: index / n >= rightFrom,
    }));

  test('accepts what is right as often as was asked for, and rejects some at least', () => {
    expect(chooseThreshold(answers(100, 0), 0.95)).toBeCloseTo(0.11, 9);
    const fifthWrong = chooseThreshold(answers(100, 0.2), 0.95);
    const accepted = answers(100, 0.2).filter(({ sureness }) => sureness >= fifthWrong);
    expect(accepted.filter(({ right }) => right).length / accepted.length).toBeGreaterThanOrEqual(0.95);
    expect(fifthWrong).toBeLessThanOrEqual(0.2);
  });

  test('of a hopeless model rejects a third, since one that is never sure helps nobody', () => {
    expect(chooseThreshold(answers(99, 2), 0.95)).toBeCloseTo(1 / 3, 9);
  });

  test('never ends at 0 or 1', () => {
    const certain = Array.from({ length: 50 }, (_, sample) => ({ sample, sureness: 1, right: true }));
    const hopeless = certain.map((one) => ({ ...one, sureness: 0, right: false }));
    expect(chooseThreshold(certain, 0.95)).toBe(thresholdRange.most);
    expect(chooseThreshold(hopeless, 0.95)).toBe(thresholdRange.least);
  });

  test('from too few samples is a cautious one', () => {
    const few = answers(9, 0);
    expect(chooseThreshold(few, 0.95)).toBe(0.7);
    // Many photos of nine things are nine things.
    expect(chooseThreshold([...few, ...few, ...few], 0.95)).toBe(0.7);
    expect(chooseThreshold([], 0.95)).toBe(0.7);
  });

  test('who asks for more precision gets a higher one', () => {
    const random = seededRandom(5);
    const things = Array.from({ length: 2000 }, (_, sample) => {
      const sureness = random.next();
      return { sample, sureness, right: random.next() < 0.5 + sureness / 2 };
    });
    const thresholds = [0.8, 0.85, 0.9].map((target) => chooseThreshold(things, target, rejectedOnWish));
    expect(thresholds).toEqual(thresholds.toSorted((a, b) => a - b));
    expect(new Set(thresholds).size).toBe(3);
  });
});

test('a kept outcome under another threshold', () => {
  const far = { outcome: 'unlike', confidence: 0.9, sureness: 0.4 } as const;
  expect([0.3, 0.5].map((threshold) => outcomeAnew(far, threshold))).toEqual(['class', 'unlike']);
  const near = { outcome: 'class', confidence: 0.6, sureness: 0.8 } as const;
  expect([0.7, 0.9].map((threshold) => outcomeAnew(near, threshold))).toEqual(['class', 'unsure']);
  const old = { outcome: 'class', confidence: 0.6, sureness: null } as const;
  expect([0.5, 0.7].map((threshold) => outcomeAnew(old, threshold))).toEqual(['class', 'unsure']);
  expect(outcomeAnew({ outcome: 'unlike', confidence: 0.99, sureness: null }, 0.1)).toBe('unlike');
});
