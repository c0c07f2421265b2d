import { describe, expect, it } from 'vitest';
import { learntMoves, moved } from '#host/detector/box-moves.ts';
import { cropFeatures } from '#host/detector/crop-features.ts';
import { overlapOf } from '#shared/trays/box.ts';
import { seededRandom } from '#shared/learning/random.ts';

const box = { x: 100, y: 60, width: 20, height: 10 };

function vector(first = 0): Float32Array {
  const numbers = new Float32Array(cropFeatures);
  numbers[0] = first;
  return numbers;
}

describe('a patch’s box', () => {
  it('stays where nothing was learnt', () => {
    const none = learntMoves([{ box, vector: vector(1), truth: [{ ...box, x: 500 }] }]);
    expect(moved(box, vector(1), none)).toEqual(box);
  });

  it('moves to where people draw such boxes, by what its vector says', () => {
    const random = seededRandom(1);
    // What has a high first number is drawn half as wide again to the right; what has a low one is drawn as it is.
    const examples = Array.from({ length: 500 }, () => {
      const isHigh = random.below(2) === 1;
      const own = { ...box, x: random.below(300), y: random.below(300) };
      return {
        box: own,
        vector: vector(isHigh ? 50 : -50),
        truth: [isHigh ? { ...own, width: 30 } : own, { x: 900, y: 900, width: 5, height: 5 }],
      };
    });
    const moves = learntMoves(examples);
    const wide = moved(box, vector(50), moves);
    expect(overlapOf(wide, { ...box, width: 30 })).toBeGreaterThan(0.9);
    expect(overlapOf(moved(box, vector(-50), moves), box)).toBeGreaterThan(0.9);
  });

  it('never more than doubles and a half, nor goes further than its size', () => {
    const far = { moveWeight: new Float32Array(4 * cropFeatures), moveBias: Float32Array.of(9, -9, 9, -9) };
    const { width, height, x } = moved(box, vector(), far);
    expect(width).toBeCloseTo(20 * Math.E);
    expect(height).toBeCloseTo(10 / Math.E);
    expect(x + width / 2).toBeCloseTo(130);
  });
});
