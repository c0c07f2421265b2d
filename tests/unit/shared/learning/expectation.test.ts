import { describe, expect, it, test } from 'vitest';
import { exactInterval } from '#shared/learning/figures/exact-interval.ts';
import { cellTint, mistakeText } from '#shared/learning/figures/confusion-look.ts';
import { expectationText, ofHundred } from '#shared/learning/figures/expectation-text.ts';

function tested(right: number, n: number): { accuracy: number; ci95: [number, number]; n: number } {
  const accuracy = n === 0 ? 0 : right / n;
  return { accuracy, ci95: exactInterval(accuracy, n), n };
}

describe('what to expect of 100', () => {
  it('is the exact interval, rounded outwards', () => {
    // Clopper and Pearson: 70 of 88 are 69.6 to 87.4 %.
    expect(expectationText(tested(70, 88))).toBe('Of 100 new fragments like these, expect 69 to 88 right.');
    expect(ofHundred([0.29, 0.57])).toEqual([29, 57]);
  });

  it('promises little where few were tested, and says how many there were', () => {
    // 7 of 8: 47.3 to 99.7 %; 1 of 1: 2.5 to 100 %.
    expect(expectationText(tested(7, 8))).toBe(
      '7 of 8 test samples right: too few to promise more than 47 to 100 of 100 new fragments like these.',
    );
    expect(expectationText(tested(1, 1))).toMatch(/^1 of 1 test sample right: too few .* 2 to 100 of 100/);
  });

  it('says nothing where nothing was tested', () => {
    expect(expectationText(tested(0, 0))).toBeUndefined();
  });
});

test('a cell is the stronger, the larger its share of its row; and few mistakes differ from none', () => {
  expect(cellTint(0, 100)).toBe(0);
  expect(cellTint(0, 0)).toBe(0);
  expect(cellTint(1, 10_000)).toBeGreaterThan(0.25);
  expect(cellTint(4, 100)).toBeGreaterThan(cellTint(1, 100));
  expect(cellTint(96, 100)).toBeGreaterThan(cellTint(4, 100));
  expect(cellTint(10, 10)).toBe(1);
});

test('a mistake is named by what it is first', () => {
  expect(mistakeText('plastic', 'metal')).toBe('plastic, taken for metal');
});
