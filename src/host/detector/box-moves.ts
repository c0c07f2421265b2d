import { solved } from '#shared/learning/linear-system.ts';
import { type Box, overlapOf } from '#shared/trays/box.ts';
import { cropFeatures } from './crop-features.ts';

/** Numbers that move a box: its middle across and down, as shares of its sides, and the logarithms of how its sides grow. */
export const moveNumbers = 4;

/** A linear map from standardised vectors to the numbers that move their boxes. */
export interface BoxMoves {
  /** [4, numbers of a vector]. */
  readonly moveWeight: Float32Array;
  /** [4]. */
  readonly moveBias: Float32Array;
}

/** A patch's box with its vector and the true boxes of its picture. */
interface MoveExample {
  readonly box: Box;
  readonly vector: Float32Array;
  readonly truth: readonly Box[];
}

/** Patches that overlap a true box less say nothing about its place. */
const leastOverlap = 0.3;
/** How much a weight is held back, in examples: boxes of other pictures are placed less well with 1,000. */
const penalty = 10_000;

/**
 * Learns where people draw the box of a patch, by ridge regression on its vector (Girshick, Donahue, Darrell and Malik 2014,
 * doi:10.1109/CVPR.2014.81, appendix C).
 *
 * @param examples vectors are standardised.
 */
export function learntMoves(examples: readonly MoveExample[]): BoxMoves {
  const size = cropFeatures + 1;
  const products = new Float64Array(size * size);
  const sums = Array.from({ length: moveNumbers }, () => new Float64Array(size));
  for (const { box, vector, truth } of examples) {
    const target = nearest(box, truth);
    if (target === undefined) continue;
    const row = Float64Array.of(...vector, 1);
    const move = moveTo(box, target);
    for (let i = 0; i < size; i += 1) {
      const value = row[i] ?? 0;
      for (let j = 0; j <= i; j += 1)
        products[i * size + j] = (products[i * size + j] ?? 0) + value * (row[j] ?? 0);
      sums.forEach((sum, index) => (sum[i] = (sum[i] ?? 0) + value * (move[index] ?? 0)));
    }
  }
  // The constant is held back by next to nothing, so that the system has a solution where there is no example.
  const matrix = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (__, j) => {
      const product = products[Math.max(i, j) * size + Math.min(i, j)] ?? 0;
      return i === j ? product + (i < cropFeatures ? penalty : 1e-6) : product;
    }),
  );
  const rows = sums.map((sum) => solved(matrix, [...sum]));
  return {
    moveWeight: Float32Array.from(rows.flatMap((row) => row.slice(0, cropFeatures))),
    moveBias: Float32Array.from(rows, (row) => row[cropFeatures] ?? 0),
  };
}

function nearest(box: Box, truth: readonly Box[]): Box | undefined {
  let best: Box | undefined;
  let most: number = leastOverlap;
  for (const one of truth) {
    const overlap = overlapOf(box, one);
    if (overlap >= most) [best, most] = [one, overlap];
  }
  return best;
}

function moveTo(box: Box, target: Box): number[] {
  return [
    (target.x + target.width / 2 - box.x - box.width / 2) / box.width,
    (target.y + target.height / 2 - box.y - box.height / 2) / box.height,
    Math.log(target.width / box.width),
    Math.log(target.height / box.height),
  ];
}

/** No box grows or shrinks by more than this factor of e, nor moves further than its own size. */
const furthest = 1;

/** A box where people would draw it. @param vector standardised. */
export function moved<One extends Box>(box: One, vector: Float32Array, moves: BoxMoves): One {
  const [across, down, wider, higher] = Array.from(moves.moveBias, (bias, index) => {
    let sum = bias;
    const start = index * cropFeatures;
    for (let i = 0; i < cropFeatures; i += 1) sum += (moves.moveWeight[start + i] ?? 0) * (vector[i] ?? 0);
    return Math.min(furthest, Math.max(-furthest, sum));
  }) as [number, number, number, number];
  const [width, height] = [box.width * Math.exp(wider), box.height * Math.exp(higher)];
  const x = box.x + box.width * (0.5 + across) - width / 2;
  const y = box.y + box.height * (0.5 + down) - height / 2;
  return { ...box, x, y, width, height };
}
