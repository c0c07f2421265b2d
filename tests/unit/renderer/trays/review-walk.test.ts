import { describe, expect, it } from 'vitest';
import { leastSure, middleOf, neighbour, waiting } from '../../../../src/renderer/trays/review-walk.ts';
import { squareAt } from '../../../support/detections.ts';

const scored = (id: number, score: number | null, state: 'proposed' | 'accepted' = 'proposed') =>
  squareAt(id, 0, 0, { score, state });

describe('the walk of the least sure', () => {
  const things = [
    scored(1, 0.9),
    scored(2, 0.4),
    scored(3, null),
    scored(4, 0.4),
    scored(5, 0.1, 'accepted'),
  ];

  it('begins with what has no score, then the lowest, and leaves out what is decided', () => {
    expect(waiting(things).map(({ id }) => id)).toEqual([3, 2, 4, 1]);
    expect(leastSure(things, undefined)?.id).toBe(3);
    expect(leastSure(things, undefined, -1)?.id).toBe(1);
  });

  it('goes on behind the one it left, though that was decided meanwhile, and round at both ends', () => {
    expect(leastSure(things, scored(2, 0.4))?.id).toBe(4);
    expect(leastSure(things, scored(2, 0.4, 'accepted'))?.id).toBe(4);
    expect(leastSure(things, scored(1, 0.9))?.id).toBe(3);
    expect(leastSure(things, scored(3, null), -1)?.id).toBe(1);
    expect(leastSure(things, scored(5, 0.1, 'accepted'))?.id).toBe(2);
    expect(leastSure(things.slice(0, 0), scored(1, 0.9))).toBeUndefined();
  });
});

describe('the neighbour in a direction', () => {
  const [middle, right, farRight, below, aside] = [
    squareAt(1, 100, 100),
    squareAt(2, 140, 110),
    squareAt(3, 200, 100),
    squareAt(4, 105, 180),
    squareAt(5, 120, 190),
  ] as const;
  const things = [middle, right, farRight, below, aside];

  it('is the nearest within 45 degrees', () => {
    expect(middleOf(middle)).toEqual({ x: 105, y: 105 });
    expect(neighbour(things, middle, { x: 1, y: 0 })?.id).toBe(2);
    expect(neighbour(things, right, { x: 1, y: 0 })?.id).toBe(3);
    expect(neighbour(things, middle, { x: 0, y: 1 })?.id).toBe(4);
    expect(neighbour(things, right, { x: -1, y: 0 })?.id).toBe(1);
  });

  it('is nothing where nothing lies', () => {
    expect(neighbour(things, middle, { x: 0, y: -1 })).toBeUndefined();
    expect(neighbour([middle], middle, { x: 1, y: 0 })).toBeUndefined();
  });
});
