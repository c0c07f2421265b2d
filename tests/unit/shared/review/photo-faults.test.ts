import { expect, test } from 'vitest';
import {
  blurredBelow,
  isBright,
  isDark,
  isSmall,
  measuresOf,
  oddSizes,
} from '#shared/review/photo-faults.ts';

const side = 20;
const flat = (value: number): Uint8Array => new Uint8Array(side * side).fill(value);

test('black is dark, white is too bright, and what has both is neither', () => {
  const stripes = flat(0).map((_, at) => (at % 2 === 0 ? 0 : 255));
  const of = (grey: Uint8Array) => measuresOf(grey, side, side);
  expect([isDark(of(flat(10))), isBright(of(flat(10)))]).toEqual([true, false]);
  expect([isDark(of(flat(250))), isBright(of(flat(250)))]).toEqual([false, true]);
  expect([isDark(of(stripes)), isBright(of(stripes))]).toEqual([false, false]);
  expect(of(flat(90))).toEqual({ sharpness: 0, low: 90, high: 90 });
  // Columns of black and white: four times 255 less twice its own, above or below nought.
  expect(of(stripes).sharpness).toBeCloseTo(510 ** 2, 6);
});

test('a photo is blurred where the others are four times as sharp, and differ less', () => {
  const usual = Array.from({ length: 40 }, (_, index) => 900 + 10 * index);
  expect(blurredBelow(usual)).toBeGreaterThan(200);
  expect(blurredBelow(usual)).toBeLessThan(300);
  const wide = Array.from({ length: 40 }, (_, index) => 2 ** (index / 2));
  expect(blurredBelow(wide)).toBeLessThan(1);
  expect(blurredBelow([])).toBeLessThanOrEqual(0);
});

test('sizes are odd where one is usual and few have them', () => {
  const photo = (width: number, height: number) => ({ width, height });
  const usual = Array.from({ length: 99 }, (_, index) =>
    index % 2 === 0 ? photo(400, 300) : photo(300, 400),
  );
  expect(oddSizes([...usual, photo(640, 480)])).toEqual([photo(640, 480)]);
  expect(oddSizes([photo(1, 1), photo(2, 2), photo(3, 3)])).toEqual([]);
  expect([isSmall(photo(800, 200)), isSmall(photo(224, 224))]).toEqual([true, false]);
});
