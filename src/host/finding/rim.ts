import { StrandlineError } from '#shared/errors.ts';
import { seededRandom } from '#shared/learning/random.ts';
import { type Grey, shrunkGrey } from './edge-profile.ts';
import { edgesBeside } from './edges-beside.ts';
import type { Ellipse } from './ellipse.ts';
import { type RoundEdge, directions, measuredEdge, roundEdgesAround } from './round-edge.ts';
import { roundSeeds } from './round-seeds.ts';

/** The first look is at a picture whose longer side has so many pixels at most. */
const firstLook = 500;
/** A dish's half axes, of the picture's shorter side. */
const least = 0.18;
const most = 0.75;
const seeds = 6;
/** Of each sense. */
const edgesPerSeed = 2;

/** An edge counts that was seen in so many of {@link directions}, */
const leastSeen = 350;
/** whose points are no further from an ellipse than so many pixels, */
const mostResidual = 1;
/** with no gap wider than so many degrees: half a round fits too many ellipses, */
const widestGap = 120;
/** and whose half axes differ no more: a camera that is tilted by 25 degrees sees 0.9. */
const leastRatio = 0.9;
/** A rim's longer half axis, of the picture's shorter side: what is smaller is something within a dish, such as the foot of a bowl. */
const leastShare = 1 / 3;
/** Edges of one rim: the wall's inside and outside, by the ratio of their half axes. */
const sameRim = 1.2;
/** What is outside of a rim and was seen in so many directions could be the rim, */
const maybeSeen = 200;
/** where it is so steep, of the rim's own steepness; what is less steep is a shadow or a reflection. */
const maybeSlope = 0.35;
/** Edges nearer than so many pixels are one. */
const oneEdge = 2.5;

/**
 * The rim of the dish in a picture: the outermost edge of it, as an ellipse.
 *
 * @throws StrandlineError `not-found` where no edge is seen well enough, the only one is too small, or more than one could be the rim.
 */
export function rimOf(grey: Grey): RoundEdge {
  const measured = roundEdges(grey);
  const good = measured.filter((edge) => shortcomingOf(edge) === undefined);
  const share = leastShare * Math.min(grey.width, grey.height);
  const rims = outermost(good.filter(({ ellipse }) => ellipse.rx >= share));
  const [rim] = rims;
  if (rim === undefined) throw noRim(measured, good);
  if (rims.length > 1)
    throw new StrandlineError(
      'not-found',
      `${rims.length} round edges were found that could be the rim. Take the picture with one dish in it, or click the dish and give its diameter as a reference disc.`,
    );
  return outsideOf(rim, [...measured, ...edgesBeside(grey, rim)]);
}

/** The outermost of the edges close to a rim that is seen well; an error where one further out is seen only half. */
function outsideOf(rim: RoundEdge, measured: readonly RoundEdge[]): RoundEdge {
  const beside = measured.filter(
    (edge) => areOneRim(edge.ellipse, rim.ellipse) && areOneRim(rim.ellipse, edge.ellipse),
  );
  const steep = maybeSlope * Math.max(...beside.filter(isGood).map(({ slope }) => slope));
  const likely = beside.filter(({ slope }) => slope >= steep).toSorted((a, b) => b.ellipse.rx - a.ellipse.rx);
  const outside = likely.find(isGood) ?? rim;
  const other = likely.find(
    ({ ellipse, seen, residual }) =>
      ellipse.ry > outside.ellipse.ry + oneEdge && seen >= maybeSeen && residual <= mostResidual,
  );
  if (other !== undefined)
    throw new StrandlineError(
      'not-found',
      `Two edges could be the rim: one ${across(outside)} pixels across, and one around it of ${across(other)}, which ${shortcomingOf(other) ?? 'is seen as well'}. Take the picture with even light from all sides, or give the scale by a reference disc or by hand.`,
    );
  return outside;
}

function isGood(edge: RoundEdge): boolean {
  return shortcomingOf(edge) === undefined;
}

function across({ ellipse }: RoundEdge): number {
  return Math.round(2 * ellipse.rx);
}

function roundEdges(grey: Grey): RoundEdge[] {
  const factor = Math.max(1, Math.ceil(Math.max(grey.width, grey.height) / firstLook));
  const small = shrunkGrey(grey, factor);
  const side = Math.min(small.width, small.height);
  const limits = { least: least * side, most: most * side };
  const random = seededRandom(1);
  const found: ReturnType<typeof roundEdgesAround> = [];
  for (const seed of roundSeeds(small, limits, seeds)) {
    // What was found from one seed is found from its neighbours too.
    if (found.some(({ ellipse: { x, y, ry } }) => Math.hypot(x - seed[0], y - seed[1]) < 0.2 * ry)) continue;
    found.push(...roundEdgesAround(small, seed, limits, random, edgesPerSeed));
  }
  return found.flatMap(({ ellipse, sense }) => {
    const edge = measuredEdge(grey, { ellipse: enlarged(ellipse, factor), sense }, 2 * factor + 2);
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

function noRim(measured: readonly RoundEdge[], good: readonly RoundEdge[]): StrandlineError {
  const [small] = outermost(good);
  const [nearest] = measured.toSorted((a, b) => b.seen - a.seen);
  const lacks =
    small === undefined
      ? nearest && shortcomingOf(nearest)
      : `is ${across(small)} pixels across, and a rim takes two thirds of the picture's shorter side or more`;
  const what =
    lacks === undefined ? 'No rim of a dish was found.' : `No rim was found: the roundest edge ${lacks}.`;
  return new StrandlineError(
    'not-found',
    `${what} Take the picture from straight above with all of the rim in it, or give the scale by a reference disc or by hand.`,
  );
}
