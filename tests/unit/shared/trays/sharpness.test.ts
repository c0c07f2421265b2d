import { describe, expect, it } from 'vitest';
import { type Grey, greyOf, sharpnessOf } from '#shared/trays/sharpness.ts';

const [width, height] = [60, 40];

/** A dark disc of a radius of 8 px at (30, 20) on a light ground, whose edge is so wide. */
function disc(edge: number, dark = 40): Grey {
  const data = Uint8Array.from({ length: width * height }, (_, at) => {
    const off = Math.hypot((at % width) - 30, Math.floor(at / width) - 20) - 8;
    return dark + (220 - dark) * Math.min(1, Math.max(0, off / edge + 0.5));
  });
  return { data, width, height };
}

const square = (x: number, y: number, side: number): [number, number][] => [
  [x, y],
  [x + side, y],
  [x + side, y + side],
  [x, y + side],
];
const around = square(22, 12, 16);

describe('how sharp a picture is where a thing lies', () => {
  it('falls with the width of the edge, between 0 and 1', () => {
    const told = [1, 2, 4, 8].map((edge) => sharpnessOf(disc(edge), around) ?? 0);
    expect(told).toEqual(told.toSorted((a, b) => b - a));
    expect(told[0]).toBeGreaterThan(4 * (told[3] ?? 0));
    expect(Math.max(...told)).toBeLessThan(1);
    const squares = Uint8Array.from(
      { length: width * height },
      (_, at) => ((at + Math.floor(at / width)) % 2) * 255,
    );
    expect(sharpnessOf({ data: squares, width, height }, around)).toBe(1);
  });

  it('is of the bounds alone, with what of them is in the picture', () => {
    expect(sharpnessOf(disc(1), square(0, 0, 10))).toBe(0);
    expect(sharpnessOf(disc(1), square(-40, -40, 38))).toBeNull();
    expect(sharpnessOf(disc(1), square(50, 30, 30))).toBe(0);
  });

  it('is of brightness', () => {
    const data = Uint8Array.of(255, 0, 0, 9, 0, 255, 0, 9, 0, 0, 255, 9, 255, 255, 255, 9);
    expect([...greyOf({ data, width: 2, height: 2, channels: 4 }).data]).toEqual([76, 150, 29, 255]);
  });
});
