import { describe, expect, it } from 'vitest';
import { photoStatistics } from '#shared/camera/statistics.ts';

/** A square picture, pixel by pixel. */
function picture(
  side: number,
  colour: (x: number, y: number) => readonly [number, number, number],
): Uint8Array {
  return Uint8Array.from(
    Array.from({ length: side * side }, (_, i) => colour(i % side, Math.floor(i / side))).flat(),
  );
}

describe('what a picture is like', () => {
  it('an even grey has its brightness, and neither contrast nor sharpness nor a colour', () => {
    const grey = photoStatistics(
      picture(16, () => [120, 120, 120]),
      16,
    );
    expect(grey.brightness).toBeCloseTo(120, 9);
    expect(grey.light).toBe(120);
    for (const none of ['contrast', 'sharpness', 'warmth', 'tint'] as const)
      expect(grey[none]).toBeCloseTo(0, 6);
  });

  it('a chequerboard’s contrast and Laplacian are what they are by hand', () => {
    const board = photoStatistics(
      picture(8, (x, y) => ((x + y) % 2 === 0 ? [200, 200, 200] : [0, 0, 0])),
      8,
    );
    expect(board.brightness).toBeCloseTo(100, 9);
    expect(board.contrast).toBeCloseTo(100, 9);
    // Four times the pixel less its four neighbours is +800 and -800 in turn.
    expect(board.sharpness).toBeCloseTo(800 ** 2, 4);
    expect(board.light).toBe(200);
  });

  it('the colour is that of the brightest tenth, whatever lies below', () => {
    const lamp = photoStatistics(
      picture(20, (_, y) => (y < 3 ? [240, 200, 120] : [0, 0, 90])),
      20,
    );
    expect(lamp.warmth).toBeCloseTo(Math.log2(241 / 121), 9);
    expect(lamp.tint).toBeCloseTo(Math.log2(402 / 362), 9);
    expect(lamp.blue).toBeCloseTo(0.15 * 120 + 0.85 * 90, 9);
  });

  it('a softer picture is less sharp', () => {
    const hard = photoStatistics(
      picture(32, (x) => (x < 16 ? [0, 0, 0] : [250, 250, 250])),
      32,
    );
    const soft = photoStatistics(
      picture(32, (x) => {
        const level = Math.round(Math.min(1, Math.max(0, (x - 10) / 12)) * 250);
        return [level, level, level];
      }),
      32,
    );
    expect(soft.sharpness).toBeLessThan(hard.sharpness / 10);
  });

  it('refuses what is no square', () => {
    expect(() => photoStatistics(new Uint8Array(10), 2)).toThrow(RangeError);
  });
});
