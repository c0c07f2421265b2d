import { describe, expect, test } from 'vitest';
import { doubtText, heldOutOf } from '#shared/learning/compare/doubt.ts';
import { evaluate } from '#shared/learning/figures/metrics.ts';

/** Test figures of two classes: how many samples of each, and how many of them are named rightly. */
function testOf(...classes: readonly (readonly [samples: number, right: number])[]) {
  let sample = 0;
  const labelled = classes.flatMap(([samples, right], truth) =>
    Array.from({ length: samples }, (_, index) => {
      sample += 1;
      const said = index < right ? truth : 1 - truth;
      return { sample, truth, logits: said === 0 ? [1, 0] : [0, 1] };
    }),
  );
  return evaluate(labelled, classes.length, 1);
}

const best = { epoch: 1, valAcc: 0.75 };

describe('a first model', () => {
  test('is sound where it is better than naming the commonest class of its test samples', () => {
    const sound = heldOutOf({ test: testOf([6, 5], [4, 3]), best }, []);
    expect(sound).toEqual({ what: 'test samples', n: 10, right: 8, commonest: 6 });
    expect(doubtText(sound)).toBeNull();
    const blind = heldOutOf({ test: testOf([6, 6], [4, 0]), best }, []);
    expect(doubtText(blind)).toBe(
      'It named 6 of 10 test samples rightly, no more than naming the commonest class every time would (6 of 10).',
    );
    expect(doubtText(heldOutOf({ test: testOf([1, 0], [1, 0]), best }, []))).toContain('0 of 2');
  });

  test('without a test side is looked at by its validation photos, without both by nobody', () => {
    const items = [0, 0, 1, 1].map((classIndex) => ({ side: 'val' as const, classIndex }));
    const held = heldOutOf({ best }, [...items, { side: 'train', classIndex: 1 }]);
    expect(held).toEqual({ what: 'validation photos', n: 4, right: 3, commonest: 2 });
    expect(doubtText(held)).toBeNull();
    expect(doubtText(heldOutOf({ best: { epoch: 1, valAcc: null } }, []))).toContain('nobody knows');
  });
});
