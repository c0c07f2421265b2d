import { expect, test } from 'vitest';
import type { Outline } from '#shared/domain/tray.ts';
import { cutOutline, joinedOutlines } from '#shared/trays/clipped-outlines.ts';
import { outlineArea } from '#shared/trays/outline.ts';

function box(x: number, y: number, width: number, height: number): [number, number][] {
  return [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ];
}

function areas(outlines: readonly Outline[]): number[] {
  return outlines.map(outlineArea);
}

test.each([
  ['one way round', box(0, 0, 10, 10)],
  ['the other way round', box(0, 0, 10, 10).reverse()],
])('an outline is cut along a line, %s', (_, outline) => {
  const parts = cutOutline(outline, [3, -2, 3, 12]);
  expect(parts).toHaveLength(2);
  expect(areas(parts)[0]).toBeCloseTo(70, 1);
  expect(areas(parts)[1]).toBeCloseTo(30, 1);
  expect(cutOutline(outline, [-2, 0, 12, 10])).toHaveLength(2);
});

test('a line that stays outside, ends inside or is a point cuts nothing', () => {
  for (const line of [
    [20, 0, 20, 10],
    [5, -2, 5, 6],
    [5, 5, 5, 5],
    [-1, 9.99, 12, 9.99],
  ] as const)
    expect(cutOutline(box(0, 0, 10, 10), line).length).toBeLessThan(2);
});

test('a line across both arms of something bent makes three parts', () => {
  const bent: [number, number][] = [
    ...box(0, 0, 10, 10).slice(0, 3),
    [8, 10],
    [8, 2],
    [2, 2],
    [2, 10],
    [0, 10],
  ];
  expect(areas(cutOutline(bent, [-1, 5, 11, 5])).map(Math.round)).toEqual([32, 10, 10]);
});

test('the parts of a cut are joined to what was cut', () => {
  const parts = cutOutline(box(0, 0, 10, 10), [3, -2, 3, 12]).map((one) =>
    one.map(([x, y]): [number, number] => [Math.round(x * 100) / 100, Math.round(y * 100) / 100]),
  );
  const whole = joinedOutlines(parts, 3);
  expect(outlineArea(whole ?? [])).toBeCloseTo(100, 1);
  expect(whole).toHaveLength(4);
});

test('outlines that overlap are joined without a hole', () => {
  const ring = [box(0, 0, 10, 3), box(0, 7, 10, 3), box(0, 0, 3, 10), box(7, 0, 3, 10)];
  expect(outlineArea(joinedOutlines(ring, 0) ?? [])).toBeCloseTo(100, 3);
});

test('a gap is closed by a bridge that leaves the rest alone; a wider one is not', () => {
  const bars = [box(0, 0, 30, 6), box(34, 0, 30, 6)];
  expect(outlineArea(joinedOutlines(bars, 15) ?? [])).toBeGreaterThan(362);
  expect(outlineArea(joinedOutlines(bars, 15) ?? [])).toBeLessThan(385);
  expect(joinedOutlines(bars, 3)).toBeUndefined();
});
