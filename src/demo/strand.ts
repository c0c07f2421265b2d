import type { Random } from '#shared/learning/random.ts';
import { between } from './draw.ts';

/** A curve through the plane, given by points at equal steps along it. */
export interface Strand {
  readonly points: Float64Array;
  /** Length in the object's units. */
  readonly length: number;
}

/** Where a place lies relative to a strand. */
export interface StrandPlace {
  /** Signed distance to the centre line. */
  across: number;
  /** 0..1 from the strand's start to its end. */
  along: number;
}

const steps = 56;

/** A strand that bends by `curl` radians over its length, wanders by `wander`, and fills the circle of radius 0.86. */
export function drawStrand(random: Random, curl: number, wander: number): Strand {
  const points = new Float64Array(2 * (steps + 1));
  let heading = between(random, 0, 2 * Math.PI);
  let bend = curl / steps;
  for (let step = 1; step <= steps; step += 1) {
    bend += (between(random, -wander, wander) + (curl / steps - bend) * 0.8) / steps ** 0.5;
    heading += bend;
    points[2 * step] = (points[2 * step - 2] ?? 0) + Math.cos(heading);
    points[2 * step + 1] = (points[2 * step - 1] ?? 0) + Math.sin(heading);
  }
  return fitted(points);
}

/** A side strand that leaves another at `along` and runs for `length` in the object's units. */
export function drawBranch(random: Random, parent: Strand, along: number, length: number): Strand {
  const at = Math.min(Math.floor(along * steps), steps - 1);
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = parent.points.subarray(2 * at, 2 * at + 4);
  const side = random.next() < 0.5 ? -1 : 1;
  let heading = Math.atan2(y1 - y0, x1 - x0) + side * between(random, 0.2, 0.8);
  const points = new Float64Array(2 * (steps + 1));
  points[0] = x0;
  points[1] = y0;
  const bend = between(random, -1, 1) / steps;
  for (let step = 1; step <= steps; step += 1) {
    heading += bend;
    points[2 * step] = (points[2 * step - 2] ?? 0) + (Math.cos(heading) * length) / steps;
    points[2 * step + 1] = (points[2 * step - 1] ?? 0) + (Math.sin(heading) * length) / steps;
  }
  return { points, length };
}

/** The nearest place of the strand. */
export function locate({ points }: Strand, u: number, v: number, out: StrandPlace): void {
  let nearest = Infinity;
  let at = 0;
  for (let step = 0; step <= steps; step += 1) {
    const dx = u - (points[2 * step] ?? 0);
    const dy = v - (points[2 * step + 1] ?? 0);
    const distance = dx * dx + dy * dy;
    if (distance < nearest) {
      nearest = distance;
      at = step;
    }
  }
  const from = Math.max(at - 1, 0);
  const to = Math.min(at + 1, steps);
  const tx = (points[2 * to] ?? 0) - (points[2 * from] ?? 0);
  const ty = (points[2 * to + 1] ?? 0) - (points[2 * from + 1] ?? 0);
  const length = Math.hypot(tx, ty);
  const dx = u - (points[2 * at] ?? 0);
  const dy = v - (points[2 * at + 1] ?? 0);
  const onward = (dx * tx + dy * ty) / length;
  const sideways = (dy * tx - dx * ty) / length;
  const beyond = (at === 0 && onward < 0) || (at === steps && onward > 0);
  out.along = (at + (onward / length) * (to - from)) / steps;
  out.across = beyond ? Math.sign(sideways) * Math.hypot(onward, sideways) : sideways;
}

/** Moves and scales a curve so that it fills the middle of the object's square. */
function fitted(points: Float64Array): Strand {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let index = 0; index < points.length; index += 2) {
    left = Math.min(left, points[index] ?? 0);
    right = Math.max(right, points[index] ?? 0);
    top = Math.min(top, points[index + 1] ?? 0);
    bottom = Math.max(bottom, points[index + 1] ?? 0);
  }
  const scale = 1.72 / Math.hypot(right - left, bottom - top);
  const fit = points.map((value, index) =>
    index % 2 === 0 ? (value - (left + right) / 2) * scale : (value - (top + bottom) / 2) * scale,
  );
  return { points: fit, length: steps * scale };
}
