import type { Box } from '#shared/trays/box.ts';
import type { Flattened } from './flat-ground.ts';

/** A patch of a flattened picture above one threshold: where a fragment may lie. */
export interface Proposal extends Box {
  readonly level: number;
  /** Its pixels, and the mean of their distance from the ground. */
  readonly area: number;
  readonly contrast: number;
}

/** Distances from the ground, 0..255, at which patches are looked for: what one splits, another joins. */
const levels = [4, 6, 8, 10, 13, 17, 22, 28, 36, 46, 60, 80, 110] as const;
const leastArea = 8;
/** Larger than this share of the picture's sides is no fragment. */
const mostSide = 0.5;

/** Patches at every level, each box once: the lowest level first, in a level by their first pixels. */
export function proposalsIn(picture: Flattened): Proposal[] {
  const seen = new Set<string>();
  return patchesOf(picture).filter(({ x, y, width, height }) => {
    const key = `${x} ${y} ${width} ${height}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/**
 * Connected pixels (eight neighbours) above each level. The pixels join from the furthest from the ground to the nearest, so
 * that a level goes on with the patches of the one above it, as in a component tree (Najman and Couprie, 2006).
 */
function patchesOf(picture: Flattened): Proposal[] {
  const joined = new JoinedPixels(picture);
  const { order, starts } = byValue(picture.data);
  const perLevel: Proposal[][] = [];
  let end = order.length;
  for (const level of levels.toReversed()) {
    const start = starts[level + 1] ?? 0;
    for (let at = start; at < end; at += 1) joined.add(order[at] ?? 0);
    end = start;
    perLevel.push(joined.patches(level));
  }
  return perLevel.reverse().flat();
}

/** Places sorted by their values, and where each value begins among them. */
function byValue(data: Uint8Array): { readonly order: Int32Array; readonly starts: Int32Array } {
  const starts = new Int32Array(257);
  for (const value of data) starts[value + 1] = (starts[value + 1] ?? 0) + 1;
  for (let value = 0; value < 256; value += 1)
    starts[value + 1] = (starts[value + 1] ?? 0) + (starts[value] ?? 0);
  const [order, next] = [new Int32Array(data.length), starts.slice()];
  for (let at = 0; at < data.length; at += 1) {
    const value = data[at] ?? 0;
    const to = next[value] ?? 0;
    order[to] = at;
    next[value] = to + 1;
  }
  return { order, starts };
}

/** Pixels that were added, in sets of neighbours (Tarjan 1975); a set's first pixel stands for it. */
class JoinedPixels {
  readonly #picture: Flattened;
  /** Of each pixel one nearer to its set's first, -1 where none was added. */
  readonly #parents: Int32Array;
  /** Of sets, at their first pixels; the top is that pixel's row. */
  readonly #left: Int32Array;
  readonly #right: Int32Array;
  readonly #bottom: Int32Array;
  readonly #area: Int32Array;
  readonly #sum: Float64Array;
  /** What began as a set, whether or not it has joined another since. */
  #firsts: number[] = [];

  constructor(picture: Flattened) {
    const { length } = picture.data;
    this.#picture = picture;
    this.#parents = new Int32Array(length).fill(-1);
    [this.#left, this.#right, this.#bottom, this.#area] = [
      new Int32Array(length),
      new Int32Array(length),
      new Int32Array(length),
      new Int32Array(length),
    ];
    this.#sum = new Float64Array(length);
  }

  add(at: number): void {
    const { width, height, data } = this.#picture;
    const [x, y] = [at % width, Math.floor(at / width)];
    this.#parents[at] = at;
    this.#left[at] = x;
    this.#right[at] = x + 1;
    this.#bottom[at] = y + 1;
    this.#area[at] = 1;
    this.#sum[at] = data[at] ?? 0;
    this.#firsts.push(at);
    let own = at;
    const [top, bottom] = [Math.max(0, y - 1), Math.min(height - 1, y + 1)];
    const [left, right] = [Math.max(0, x - 1), Math.min(width - 1, x + 1)];
    for (let v = top; v <= bottom; v += 1)
      for (let u = left; u <= right; u += 1) {
        const other = v * width + u;
        if (other !== at && (this.#parents[other] ?? -1) >= 0) own = this.#join(own, this.#first(other));
      }
  }

  #first(at: number): number {
    const parents = this.#parents;
    let place = at;
    let parent = parents[place] ?? place;
    while (parent !== place) {
      const next = parents[parent] ?? parent;
      parents[place] = next;
      place = parent;
      parent = next;
    }
    return place;
  }

  /** @returns the first pixel of both. */
  #join(one: number, other: number): number {
    if (one === other) return one;
    const [to, from] = one < other ? [one, other] : [other, one];
    this.#parents[from] = to;
    this.#left[to] = Math.min(this.#left[to] ?? 0, this.#left[from] ?? 0);
    this.#right[to] = Math.max(this.#right[to] ?? 0, this.#right[from] ?? 0);
    this.#bottom[to] = Math.max(this.#bottom[to] ?? 0, this.#bottom[from] ?? 0);
    this.#area[to] = (this.#area[to] ?? 0) + (this.#area[from] ?? 0);
    this.#sum[to] = (this.#sum[to] ?? 0) + (this.#sum[from] ?? 0);
    return to;
  }

  /** The sets as they are now that can be a fragment, by their first pixels. */
  patches(level: number): Proposal[] {
    const { width, height } = this.#picture;
    this.#firsts = this.#firsts.filter((at) => this.#parents[at] === at);
    return this.#firsts
      .toSorted((a, b) => a - b)
      .flatMap((at): Proposal[] => {
        const [x, y, area] = [this.#left[at] ?? 0, Math.floor(at / width), this.#area[at] ?? 0];
        const box = { x, y, width: (this.#right[at] ?? 0) - x, height: (this.#bottom[at] ?? 0) - y };
        if (area < leastArea || box.width > mostSide * width || box.height > mostSide * height) return [];
        return [{ ...box, level, area, contrast: (this.#sum[at] ?? 0) / area }];
      });
  }
}

/** The same with a margin, as people draw boxes a little wider than what is in them. */
export function withMargin<One extends Box>(box: One, margin: number): One {
  return {
    ...box,
    x: box.x - margin,
    y: box.y - margin,
    width: box.width + 2 * margin,
    height: box.height + 2 * margin,
  };
}
