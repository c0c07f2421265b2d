import { StrandlineError } from '#shared/errors.ts';
import { seededRandom } from '#shared/learning/random.ts';
import { type Grey, shrunkGrey } from './edge-profile.ts';
import type { Ellipse } from './ellipse.ts';
import { type RoundEdge, directions, measuredEdge, roundEdgesAround } from './round-edge.ts';
import { roundSeeds } from './round-seeds.ts';

/** The first look is at a picture whose longer side has so many pixels at most. */
const firstLook = 500;
/** A dish's half axes, of the picture's shorter side. */
const least = 0.18;
const most = 0.75;
const seeds = 6;
const edgesPerSeed = 3;

/** An edge counts that was seen in so many of {@link directions}, */
const leastSeen = 350;
/** whose points are no further from an ellipse than so many pixels, */
const mostResidual = 1;
/** with no gap wider than so many degrees: half a round fits too many ellipses, */
const widestGap = 120;
/** and whose half axes differ no more: a camera that is tilted by 25 degrees sees 0.9. */
const leastRatio = 0.9;
/** Edges of one rim: the wall's inside and outside, by the ratio of their half axes. */
const sameRim = 1.15;

/**
 * The rim of the dish in a picture: the outermost edge of it, as an ellipse.
 *
 * @throws StrandlineError `not-found` where no edge is seen well enough, or more than one could be the rim.
 */
export function rimOf(grey: Grey): RoundEdge {
  const measured = roundEdges(grey);
  const good = measured.filter((edge) => shortcomingOf(edge) === undefined);
  const rims = outermost(good);
  const [rim] = rims;
  if (rim === undefined) throw noRim(measured.toSorted((a, b) => b.seen - a.seen)[0]);
  if (rims.length > 1)
    throw new StrandlineError(
      'not-found',
      `${rims.length} round edges were found that could be the rim. Take the picture with one dish in it, or click the dish and give its diameter as a reference disc.`,
    );
  return rim;
}

function roundEdges(grey: Grey): RoundEdge[] {
  const factor = Math.max(1, Math.ceil(Math.max(grey.width, grey.height) / firstLook));
  const small = shrunkGrey(grey, factor);
  const side = Math.min(small.width, small.height);
  const limits = { least: least * side, most: most * side };
  const random = seededRandom(1);
  const found: Ellipse[] = [];
  for (const seed of roundSeeds(small, limits, seeds)) {
    // What was found from one seed is found from its neighbours too.
    if (found.some(({ x, y, ry }) => Math.hypot(x - seed[0], y - seed[1]) < 0.2 * ry)) continue;
    found.push(...roundEdgesAround(small, seed, limits, random, edgesPerSeed));
  }
  return found.flatMap((ellipse) => {
    const edge = measuredEdge(grey, enlarged(ellipse, factor), 2 * factor + 2);
    return edge === undefined ? [] : [edge];
  });
}

/** An ellipse of a picture that was made smaller, in the whole picture. */
export function enlarged({ x, y, rx, ry, turn }: Ellipse, factor: number): Ellipse {
  return { x: x * factor, y: y * factor, rx: rx * factor, ry: ry * factor, turn };
}

/** Of edges that lie close inside one another the outermost. */
function outermost(edges: readonly RoundEdge[]): RoundEdge[] {
  const kept: RoundEdge[] = [];
  for (const edge of edges.toSorted((a, b) => b.ellipse.rx - a.ellipse.rx))
    if (!kept.some((outer) => areOneRim(outer.ellipse, edge.ellipse))) kept.push(edge);
  return kept;
}

export function areOneRim(outer: Ellipse, inner: Ellipse): boolean {
  return (
    outer.rx <= sameRim * inner.rx &&
    Math.hypot(outer.x - inner.x, outer.y - inner.y) <= (sameRim - 1) * outer.rx
  );
}

/** What an edge lacks to give a scale, for a person; undefined where nothing. */
export function shortcomingOf({ seen, gap, residual, ellipse }: RoundEdge): string | undefined {
  if (seen < leastSeen) return `was seen in ${seen} of ${directions} directions, and ${leastSeen} are needed`;
  if (gap > widestGap)
    return `was not seen over ${Math.round(gap)} degrees of the round, and ${widestGap} are the most`;
  if (residual > mostResidual)
    return `is ${residual.toFixed(1)} pixels off an ellipse, and ${mostResidual} is the most`;
  if (ellipse.ry / ellipse.rx < leastRatio)
    return `is seen from the side: it is ${(ellipse.rx / ellipse.ry).toFixed(2)} times as long as wide`;
  return undefined;
}

function noRim(nearest: RoundEdge | undefined): StrandlineError {
  const lacks = nearest === undefined ? undefined : shortcomingOf(nearest);
  const what =
    lacks === undefined ? 'No rim of a dish was found.' : `No rim was found: the roundest edge ${lacks}.`;
  return new StrandlineError(
    'not-found',
    `${what} Take the picture from straight above with all of the rim in it, or give the scale by a reference disc or by hand.`,
  );
}
