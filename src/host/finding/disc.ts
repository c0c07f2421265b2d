import type { Outline } from '#shared/domain/tray.ts';
import { StrandlineError } from '#shared/errors.ts';
import { seededRandom } from '#shared/learning/random.ts';
import { type Grey, shrunkGrey } from './edge-profile.ts';
import { areOneRim, enlarged, shortcomingOf } from './rim.ts';
import { type RoundEdge, measuredEdge, roundEdgesAround } from './round-edge.ts';

/** A smaller disc is off by more than 2 % where its edge is off by a quarter of a pixel. */
const leastRadius = 12;
/** Pictures around the place, from the smallest on: half their sides, in pixels of the picture. */
const grows = 2;
/** A first look has so many pixels from its middle to its edge. */
const reach = 120;
/** Of each sense. */
const edges = 2;

/**
 * The edge of the reference disc at a place, such as a coin: the smallest thing around the place that is round, the outermost edge of it.
 *
 * @param place within the disc, no further from its middle than half its radius.
 * @throws StrandlineError `not-found` where nothing round is seen well enough.
 */
export function discAt(grey: Grey, place: Outline[number]): RoundEdge {
  const [x, y] = place;
  if (x < 0 || y < 0 || x > grey.width || y > grey.height)
    throw new StrandlineError('not-found', 'This place is outside of the picture. Click on the disc.');
  let nearest: RoundEdge | undefined;
  const largest = 0.75 * Math.min(grey.width, grey.height);
  for (let most = 3 * leastRadius; most < grows * largest; most *= grows) {
    const measured = edgesUpTo(grey, place, Math.min(most, largest));
    const good = measured.filter((edge) => shortcomingOf(edge) === undefined);
    const disc = outermostOf(good);
    if (disc !== undefined) return disc;
    for (const edge of measured) if (edge.seen > (nearest?.seen ?? 0)) nearest = edge;
  }
  throw noDisc(nearest);
}

function edgesUpTo(grey: Grey, [x, y]: Outline[number], most: number): RoundEdge[] {
  const half = Math.ceil(2 * most);
  const [left, top] = [Math.max(0, Math.floor(x) - half), Math.max(0, Math.floor(y) - half)];
  const cut = part(grey, left, top, Math.floor(x) + half, Math.floor(y) + half);
  const factor = Math.max(1, Math.round(most / reach));
  const small = shrunkGrey(cut, factor);
  const limits = { least: Math.max(leastRadius, most / 4) / factor, most: most / factor };
  const middle = [(x - left) / factor, (y - top) / factor] as const;
  return roundEdgesAround(small, middle, limits, seededRandom(1), edges).flatMap((found) => {
    const near = enlarged(found.ellipse, factor);
    const ellipse = { ...near, x: near.x + left, y: near.y + top };
    const edge = measuredEdge(grey, { ellipse, sense: found.sense }, 2 * factor + 2);
    return edge === undefined ? [] : [edge];
  });
}

function part({ width, height, data }: Grey, left: number, top: number, right: number, bottom: number): Grey {
  const [across, down] = [Math.min(width, right) - left, Math.min(height, bottom) - top];
  const rows = new Float32Array(across * down);
  for (let row = 0; row < down; row += 1) {
    const start = (top + row) * width + left;
    rows.set(data.subarray(start, start + across), row * across);
  }
  return { width: across, height: down, data: rows };
}

/** The steepest edge, or one close around it. */
function outermostOf(found: readonly RoundEdge[]): RoundEdge | undefined {
  const [steepest] = found.toSorted((a, b) => b.slope - a.slope);
  if (steepest === undefined) return undefined;
  const around = found.filter(
    ({ ellipse, slope }) =>
      ellipse.rx >= steepest.ellipse.rx &&
      slope >= steepest.slope / 3 &&
      areOneRim(ellipse, steepest.ellipse),
  );
  return around.toSorted((a, b) => b.ellipse.rx - a.ellipse.rx)[0];
}

function noDisc(nearest: RoundEdge | undefined): StrandlineError {
  const lacks = nearest === undefined ? undefined : shortcomingOf(nearest);
  const what =
    lacks === undefined ? 'No disc was found here.' : `No disc was found here: the roundest edge ${lacks}.`;
  return new StrandlineError(
    'not-found',
    `${what} Click near the middle of a disc that is ${2 * leastRadius} pixels wide or more and lies free, or give the scale by hand.`,
  );
}
