import { describe, expect, it } from 'vitest';
import { fusedVerdict, isSettled, smoothed } from '#shared/bench.ts';
import { centreSquare, withoutAlpha } from '../../src/renderer/lib/bench/frame.ts';

const reading = { classes: ['plastic', 'not-plastic'], temperature: 1, threshold: 0.7 };

describe('the live verdict', () => {
  it('is over the last five frames, so that one bad frame does not turn it', () => {
    const frames = [
      [3, 0],
      [3, 0],
      [3, 0],
      [3, 0],
      [0, 3],
    ];
    const latest = frames.reduce<readonly (readonly number[])[]>(smoothed, []);
    expect(fusedVerdict(latest, reading)?.verdict).toBe('plastic');
    expect(smoothed(latest, [0, 9])).toHaveLength(5);
    expect(fusedVerdict([], reading)).toBeUndefined();
  });

  it('is the mean of the angles’ logits, unsure below the threshold', () => {
    const fused = fusedVerdict(
      [
        [2, 0],
        [0, 1],
      ],
      reading,
    );
    expect(fused?.confidence).toBeCloseTo(1 / (1 + Math.exp(-0.5)), 12);
    expect(fused).toMatchObject({ verdict: 'unsure', class: 'plastic' });
  });

  it('is settled once no repeat of one of its angles would change it', () => {
    expect(isSettled([[3, 0]], reading)).toBe(false);
    expect(
      isSettled(
        [
          [3, 0],
          [2.5, 0],
        ],
        reading,
      ),
    ).toBe(true);
    // The second angle again would make it unsure.
    expect(
      isSettled(
        [
          [3, 0],
          [-0.5, 0],
        ],
        reading,
      ),
    ).toBe(false);
  });
});

describe('a frame', () => {
  it('is cut to the centre, as preprocessing cuts photos', () => {
    expect(centreSquare(640, 480)).toEqual({ x: 80, y: 0, side: 480 });
    expect(centreSquare(3, 8)).toEqual({ x: 0, y: 2, side: 3 });
  });

  it('loses its transparency and keeps its order', () => {
    expect([...withoutAlpha(Uint8ClampedArray.of(1, 2, 3, 255, 4, 5, 6, 255))]).toEqual([1, 2, 3, 4, 5, 6]);
  });
});
