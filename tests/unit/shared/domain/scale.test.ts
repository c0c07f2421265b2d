import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isLongEnough, lineLength, measuredLength, scaleOf } from '#shared/domain/scale.ts';

const coordinate = fc.double({ min: 0, max: 6000, noNaN: true });
const line = fc.record({
  from: fc.record({ x: coordinate, y: coordinate }),
  to: fc.record({ x: coordinate, y: coordinate }),
});

test('a line is as long as Pythagoras says', () => {
  expect(lineLength({ from: { x: 10, y: 20 }, to: { x: 13, y: 24 } })).toBe(5);
});

test('what a ruler gave a photo, the ruler measures on it', () => {
  fc.assert(
    fc.property(
      line.filter((drawn) => isLongEnough(drawn, 1)),
      fc.double({ min: 1, max: 1e6, noNaN: true }),
      (drawn, um) => {
        expect(measuredLength(drawn, scaleOf(drawn, um)) / um).toBeCloseTo(1, 9);
      },
    ),
  );
});

test('a slip of the hand is no line', () => {
  const drawn = { from: { x: 5, y: 5 }, to: { x: 9, y: 5 } };
  expect(isLongEnough(drawn, 1)).toBe(false);
  // Four pixels of a photo that is looked at closely are a line.
  expect(isLongEnough(drawn, 2)).toBe(true);
});
