import type { Box } from '#shared/trays/box.ts';
import { cellSize, mapChannels } from './feature-network.ts';
import type { Proposal } from './proposals.ts';

/** Numbers that say what a proposal looks like: the map's means inside, at the middle and around; size and contrast. */
export const cropFeatures = 3 * mapChannels + 8;

/** Sums of a map over all rectangles that begin at the corner, so that any rectangle's mean costs four look-ups. */
export class SummedMap {
  readonly #sums: Float64Array;
  readonly #width: number;
  readonly #height: number;

  /** @param map [64, height, width]. */
  constructor(map: Float32Array, width: number, height: number) {
    this.#width = width;
    this.#height = height;
    this.#sums = new Float64Array((width + 1) * (height + 1) * mapChannels);
    const row = (width + 1) * mapChannels;
    const line = new Float64Array(mapChannels);
    for (let y = 0; y < height; y += 1) {
      line.fill(0);
      for (let x = 0; x < width; x += 1) {
        const to = (y + 1) * row + (x + 1) * mapChannels;
        for (let c = 0; c < mapChannels; c += 1) {
          const value = (line[c] ?? 0) + (map[(c * height + y) * width + x] ?? 0);
          line[c] = value;
          this.#sums[to + c] = value + (this.#sums[to - row + c] ?? 0);
        }
      }
    }
  }

  /**
   * Adds a rectangle's sum, times a sign, to `target`. @param box in working pixels, rounded to whole cells.
   *
   * @returns its cells.
   */
  add(box: Box, sign: number, target: Float64Array): number {
    const [left, right] = rangeOf(box.x, box.width, this.#width);
    const [top, bottom] = rangeOf(box.y, box.height, this.#height);
    const at = (x: number, y: number): number => (y * (this.#width + 1) + x) * mapChannels;
    const [a, b, c, d] = [at(left, top), at(right, top), at(left, bottom), at(right, bottom)];
    for (let i = 0; i < mapChannels; i += 1)
      target[i] =
        (target[i] ?? 0) +
        sign *
          ((this.#sums[d + i] ?? 0) -
            (this.#sums[b + i] ?? 0) -
            (this.#sums[c + i] ?? 0) +
            (this.#sums[a + i] ?? 0));
    return (right - left) * (bottom - top);
  }
}

/** Whole cells, one at least. */
function rangeOf(from: number, size: number, cells: number): [number, number] {
  const start = Math.min(cells - 1, Math.max(0, Math.round(from / cellSize)));
  return [start, Math.min(cells, Math.max(start + 1, Math.round((from + size) / cellSize)))];
}

/** What a classifier of crops is told of one proposal: {@link cropFeatures} numbers. */
export function cropVector(map: SummedMap, proposal: Proposal): Float32Array {
  const { x, y, width, height, level, area, contrast } = proposal;
  const vector = new Float32Array(cropFeatures);
  const inside = new Float64Array(mapChannels);
  const cells = map.add(proposal, 1, inside);
  vector.set(inside.map((sum) => sum / cells));
  const middle = new Float64Array(mapChannels);
  const middleCells = map.add(
    { x: x + width / 4, y: y + height / 4, width: width / 2, height: height / 2 },
    1,
    middle,
  );
  vector.set(
    middle.map((sum) => sum / middleCells),
    mapChannels,
  );
  const around = new Float64Array(mapChannels);
  const border = Math.max(2 * cellSize, 0.35 * Math.sqrt(width * height));
  const wide = { x: x - border, y: y - border, width: width + 2 * border, height: height + 2 * border };
  const ring = Math.max(1, map.add(wide, 1, around) - map.add(proposal, -1, around));
  vector.set(
    around.map((sum) => sum / ring),
    2 * mapChannels,
  );
  const sizes = [
    Math.log(width),
    Math.log(height),
    Math.abs(Math.log(width / height)),
    area / (width * height),
    Math.log(area),
    Math.log(level),
    Math.log(1 + contrast),
    contrast / level,
  ];
  vector.set(sizes, 3 * mapChannels);
  return vector;
}
