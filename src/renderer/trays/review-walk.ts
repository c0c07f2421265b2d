import type { Detection } from '#shared/domain/tray.ts';
import type { Point } from '#shared/domain/scale.ts';
import { boxAround } from '#shared/trays/outline-box.ts';

type Reviewed = Pick<Detection, 'id' | 'score' | 'state'>;

/** What waits for a person, the least sure first; what has no score is least sure of all. */
export function waiting<T extends Reviewed>(detections: readonly T[]): T[] {
  return detections.filter(({ state }) => state === 'proposed').toSorted(bySureness);
}

/**
 * The next that waits after one, whatever was decided on that meanwhile; behind the last comes the first.
 *
 * @param from undefined: begins anew. @param by 1 for the next less unsure one, -1 for the one before.
 */
export function leastSure<T extends Reviewed>(
  detections: readonly T[],
  from: Reviewed | undefined,
  by: 1 | -1 = 1,
): T | undefined {
  const queue = waiting(detections);
  if (from === undefined) return by === 1 ? queue[0] : queue.at(-1);
  return by === 1
    ? (queue.find((one) => bySureness(one, from) > 0) ?? queue[0])
    : (queue.findLast((one) => bySureness(one, from) < 0) ?? queue.at(-1));
}

function bySureness(a: Reviewed, b: Reviewed): number {
  return (a.score ?? -1) - (b.score ?? -1) || a.id - b.id;
}

/** The middle of the box around a detection, in pixels of the picture. */
export function middleOf({ outline }: Pick<Detection, 'outline'>): Point {
  const { x, y, width, height } = boxAround(outline);
  return { x: x + width / 2, y: y + height / 2 };
}

/**
 * The nearest in a direction: at most 45 degrees beside it, and what lies aside counts as further away.
 *
 * @param towards one of -1, 0 and 1 along each axis, not both 0. @returns undefined where nothing lies there.
 */
export function neighbour<T extends Pick<Detection, 'id' | 'outline'>>(
  detections: readonly T[],
  from: T,
  towards: Point,
): T | undefined {
  const start = middleOf(from);
  let best: { one: T; far: number } | undefined;
  for (const one of detections) {
    if (one.id === from.id) continue;
    const { x, y } = middleOf(one);
    const along = (x - start.x) * towards.x + (y - start.y) * towards.y;
    const aside = Math.abs((x - start.x) * towards.y - (y - start.y) * towards.x);
    if (along <= 0 || aside > along) continue;
    const far = along + 2 * aside;
    if (best === undefined || far < best.far) best = { one, far };
  }
  return best?.one;
}
