import { describe, expect, it } from 'vitest';
import { fusedVerdict, isSettled, smoothed } from '#shared/learning/prediction/angles.ts';
import type { Prediction } from '#shared/learning/prediction/prediction.ts';
import { regionPixels, wholeCentre } from '#shared/camera/region.ts';
import { turnedSize, withAlpha, withoutAlpha } from '../../../../src/renderer/bench/camera/frame.ts';

const predicted = (...logits: number[]): Prediction => ({ logits, distance: null });
const calibration = { classes: ['plastic', 'not-plastic'], temperature: 1, threshold: 0.7 };

describe('the live verdict', () => {
  it('is over the last five frames, so that one bad frame does not turn it', () => {
    const frames = [predicted(3, 0), predicted(3, 0), predicted(3, 0), predicted(3, 0), predicted(0, 3)];
    const latest = frames.reduce<readonly Prediction[]>(smoothed, []);
    expect(fusedVerdict(latest, calibration)).toMatchObject({ outcome: 'class', class: 'plastic' });
    expect(smoothed(latest, predicted(0, 9))).toHaveLength(5);
    expect(fusedVerdict([], calibration)).toBeUndefined();
  });

  it('is the mean of the angles’ logits, unsure below the threshold', () => {
    const fused = fusedVerdict([predicted(2, 0), predicted(0, 1)], calibration);
    expect(fused?.confidence).toBeCloseTo(1 / (1 + Math.exp(-0.5)), 12);
    expect(fused).toMatchObject({ outcome: 'unsure', class: 'plastic' });
  });

  it('is settled once no repeat of one of its angles would change it', () => {
    expect(isSettled([predicted(3, 0)], calibration)).toBe(false);
    expect(isSettled([predicted(3, 0), predicted(2.5, 0)], calibration)).toBe(true);
    // The second angle again would make it unsure.
    expect(isSettled([predicted(3, 0), predicted(-0.5, 0)], calibration)).toBe(false);
  });

  it('names no class where the photos are unlike anything in training, however sure the network is', () => {
    const strange = { logits: [9, 0], distance: 1.4 };
    expect(fusedVerdict([strange], calibration)).toMatchObject({
      outcome: 'unlike',
      class: 'plastic',
      distance: 1.4,
    });
    expect(isSettled([strange, strange], calibration)).toBe(false);
    // Angles are taken together, and a model that knows no distance claims nothing.
    expect(fusedVerdict([strange, { logits: [9, 0], distance: 0.4 }], calibration)).toMatchObject({
      outcome: 'class',
      class: 'plastic',
    });
    expect(fusedVerdict([predicted(9, 0)], calibration)?.distance).toBeNull();
  });
});

describe('a frame', () => {
  it('is cut to the centre, as preprocessing cuts photos', () => {
    expect(regionPixels(wholeCentre, 640, 480)).toEqual({ x: 80, y: 0, side: 480 });
    expect(regionPixels(wholeCentre, 3, 8)).toEqual({ x: 0, y: 2, side: 3 });
  });

  it('changes its sides with every quarter that it is turned by', () => {
    expect(turnedSize(640, 480, { turned: 90 })).toEqual({ width: 480, height: 640 });
    expect(turnedSize(640, 480, { turned: 180 })).toEqual({ width: 640, height: 480 });
  });

  it('loses its transparency and keeps its order', () => {
    expect([...withoutAlpha(Uint8ClampedArray.of(1, 2, 3, 255, 4, 5, 6, 255))]).toEqual([1, 2, 3, 4, 5, 6]);
    expect([...withAlpha(Uint8Array.of(1, 2, 3, 4, 5, 6))]).toEqual([1, 2, 3, 255, 4, 5, 6, 255]);
  });
});
