import { describe, expect, it } from 'vitest';
import { normal, seededRandom } from '#shared/learning/random.ts';
import { type StagePrint, changedShare, isEmptyStage, stagePrint } from '#shared/camera/stage.ts';

const side = 240;

interface Scene {
  readonly seed: number;
  /** Factor of all brightness, as a camera's own exposure makes it. */
  readonly gain?: number;
  /** Side of a dark square on the stage, in pixels. */
  readonly fragment?: number;
  readonly contrast?: number;
}

/** A sandy ground under uneven light, with a camera's noise. */
function picture({ seed, gain = 1, fragment = 0, contrast = 40 }: Scene): StagePrint {
  const random = seededRandom(seed);
  const rgb = new Uint8Array(3 * side * side);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const ground = 120 + 30 * (x / side) + 10 * Math.sin(x / 3) * Math.cos(y / 4);
      const on = x >= 100 && x < 100 + fragment && y >= 90 && y < 90 + fragment;
      const value = gain * (ground - (on ? contrast : 0)) + 6 * normal(random);
      rgb.fill(Math.max(0, Math.min(255, Math.round(value))), 3 * (y * side + x), 3 * (y * side + x) + 3);
    }
  }
  return stagePrint({ rgb, width: side, height: side });
}

describe('the empty stage', () => {
  const empty = picture({ seed: 1 });

  it('is told again in another frame, and where the camera sets another exposure', () => {
    expect(changedShare(empty, empty)).toBe(0);
    expect(isEmptyStage(picture({ seed: 2 }), empty)).toBe(true);
    expect(isEmptyStage(picture({ seed: 3, gain: 1.2 }), empty)).toBe(true);
    expect(isEmptyStage(picture({ seed: 4, gain: 0.8 }), empty)).toBe(true);
  });

  it('is not empty with a fragment on it, also a small or a pale one', () => {
    for (const scene of [
      { fragment: 120 },
      { fragment: 24 },
      { fragment: 24, gain: 1.2 },
      { fragment: 60, contrast: 18 },
      { fragment: 60, contrast: -25 },
    ])
      expect(isEmptyStage(picture({ seed: 5, ...scene }), empty)).toBe(false);
  });

  it('is a picture of any size and shape', () => {
    expect(stagePrint({ rgb: new Uint8Array(3), width: 1, height: 1 })).toHaveLength(48 * 48);
    const grey = stagePrint({ rgb: new Uint8Array(3 * 100 * 50).fill(100), width: 100, height: 50 });
    expect(Math.min(...grey)).toBeCloseTo(100, 3);
  });
});
