import type { Point } from '#shared/domain/scale.ts';
import type { Detection } from '#shared/domain/tray.ts';
import { isWithin } from '#shared/trays/measure-outline.ts';
import { boxAround } from '#shared/trays/outline-box.ts';

/**
 * The smallest thing at a place, as a thing on another is meant rather than what it lies on.
 *
 * @param slack how far beside its box a click still means it, in pixels of the picture: a fibre is thinner than any hand is
 * steady. Where nothing holds the place itself, the nearest middle within the slack is meant.
 */
export function thingAt<T extends Pick<Detection, 'outline' | 'measures'>>(
  things: readonly T[],
  at: Point,
  slack: number,
): T | undefined {
  let within: T | undefined;
  let near: { thing: T; far: number } | undefined;
  for (const thing of things) {
    const { x, y, width, height } = boxAround(thing.outline);
    const [beside, below] = [outside(at.x, x, x + width), outside(at.y, y, y + height)];
    const far = Math.hypot(beside, below);
    if (far > slack) continue;
    const outline = thing.outline.map(([px, py]): [number, number] => [px, py]);
    if (far === 0 && isWithin({ kind: 'polygon', outline }, [at.x, at.y])) {
      if (within === undefined || thing.measures.area < within.measures.area) within = thing;
    } else {
      const reach = Math.min(...outline.map(([px, py]) => Math.hypot(px - at.x, py - at.y)));
      if (reach <= slack && (near === undefined || reach < near.far)) near = { thing, far: reach };
    }
  }
  return within ?? near?.thing;
}

/** How far a value lies outside of from..to. */
const outside = (value: number, from: number, to: number): number => Math.max(from - value, value - to, 0);
