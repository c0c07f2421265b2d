import { type Grey, crossingsOf } from './edge-profile.ts';
import type { Ellipse } from './ellipse.ts';
import { type RoundEdge, floorOf, linesAcross, measuredEdge } from './round-edge.ts';

/** Edges beside another are looked for between these sizes of it: a dish's wall is no thicker. */
const inward = 0.85;
const outward = 1.2;
/** Fewer directions that see something at one distance are chance. */
const leastVotes = 150;
/** Distances closer than so many pixels are one edge. */
const apart = 4;
const mostOfEachSense = 4;

/**
 * The round edges that lie closely around or within another, measured as it was: where many directions see an edge at about the same
 * distance from it, an ellipse of its own is fitted.
 *
 * @returns the edge itself is among them.
 */
export function edgesBeside(grey: Grey, { ellipse }: RoundEdge): RoundEdge[] {
  const [start, end] = [(inward - 1) * ellipse.ry, (outward - 1) * ellipse.ry];
  const lines = linesAcross(grey, ellipse, start, end);
  const floor = floorOf(lines);
  return ([-1, 1] as const).flatMap((sense) => {
    const votes = new Float32Array(Math.ceil(end - start) + 1);
    for (const { slopes } of lines)
      for (const { at } of crossingsOf(slopes, floor, sense))
        votes[Math.floor(at)] = (votes[Math.floor(at)] ?? 0) + 1;
    return peaks(votes).flatMap((place) => {
      const near = { ellipse: widened(ellipse, start + place + 0.5), sense };
      const edge = measuredEdge(grey, near, apart);
      return edge === undefined ? [] : [edge];
    });
  });
}

function widened(ellipse: Ellipse, by: number): Ellipse {
  return { ...ellipse, rx: ellipse.rx + by, ry: ellipse.ry + by };
}

/** The distances that most voted for, over three pixels each. */
function peaks(votes: Float32Array): number[] {
  const sums = votes.map((own, place) => own + (votes[place - 1] ?? 0) + (votes[place + 1] ?? 0));
  const found: number[] = [];
  for (const place of [...sums.keys()].toSorted((a, b) => (sums[b] ?? 0) - (sums[a] ?? 0))) {
    if ((sums[place] ?? 0) < leastVotes || found.length === mostOfEachSense) break;
    if (found.every((other) => Math.abs(other - place) >= apart)) found.push(place);
  }
  return found;
}
