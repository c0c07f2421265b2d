/** Two groups that became one. Groups are numbered as SciPy does: things from 0, then the merges in their order. */
export interface Merge {
  readonly a: number;
  readonly b: number;
  /** By how much the sum of squared distances to the groups' means has grown. */
  readonly cost: number;
}

/**
 * Joins things into ever larger groups, always the two whose joining makes the groups least mixed (J. H. Ward, "Hierarchical
 * grouping to optimize an objective function", Journal of the American Statistical Association 58, 1963, 236-244), by chains of
 * nearest neighbours (F. Murtagh, "A survey of recent advances in hierarchical clustering algorithms", The Computer Journal 26,
 * 1983, 354-359), which finds the same tree in the square of the number of things rather than its cube. A tree and no density
 * (HDBSCAN), since people split and join what they see, and every sample has to come up in some group.
 *
 * Written here: ml-hclust takes cubic time (a minute for a thousand things), the npm packages of HDBSCAN are not kept up.
 *
 * @param rows of one length, at least one.
 * @returns one merge less than there are rows, the cheapest first. Equal costs go by the smaller numbers, so that the same rows
 *   make the same tree everywhere.
 */
export function agglomerate(rows: readonly Float32Array[]): Merge[] {
  const count = rows.length;
  const growth = new Growth(rows);
  const found: Joined[] = [];
  const chain: number[] = [];
  let first = 0;
  while (found.length < count - 1) {
    if (chain.length === 0) {
      while (!growth.isAlive(first)) first += 1;
      chain.push(first);
    }
    const last = chain.at(-1) ?? 0;
    const before = chain.at(-2);
    const nearest = growth.nearestTo(last, before);
    if (nearest === before) {
      chain.length -= 2;
      found.push(growth.join(Math.min(last, nearest), Math.max(last, nearest)));
    } else chain.push(nearest);
  }
  return inOrder(found, count);
}

/** Two groups by their smallest members. */
interface Joined {
  readonly x: number;
  readonly y: number;
  readonly cost: number;
}

/** By how much joining two groups would make them more mixed, for each two that there are. */
class Growth {
  readonly #count: number;
  /** Row by row, both ways round: a group's row is read from end to end. */
  readonly #costs: Float32Array;
  readonly #sizes: Float64Array;
  /** What the last merge of each group cost: 32 bits must not make a later one cheaper. */
  readonly #lastCosts: Float64Array;

  constructor(rows: readonly Float32Array[]) {
    const count = rows.length;
    this.#count = count;
    this.#costs = new Float32Array(count * count).fill(Infinity);
    this.#sizes = new Float64Array(count).fill(1);
    this.#lastCosts = new Float64Array(count);
    for (const [i, a] of rows.entries()) {
      for (let j = i + 1; j < count; j += 1) this.#set(i, j, squaredDistance(a, rows[j] ?? a) / 2);
    }
  }

  isAlive(group: number): boolean {
    return (this.#sizes[group] ?? 0) > 0;
  }

  /** @param preferred is taken where another is as near: else a chain could go in circles. */
  nearestTo(of: number, preferred: number | undefined): number {
    const from = of * this.#count;
    let nearest = preferred ?? -1;
    let least = preferred === undefined ? Infinity : (this.#costs[from + preferred] ?? Infinity);
    for (let other = 0; other < this.#count; other += 1) {
      const cost = this.#costs[from + other] ?? Infinity;
      if (cost < least) {
        nearest = other;
        least = cost;
      }
    }
    return nearest;
  }

  /** Puts the group y into x, by Lance and Williams' formula for Ward's method. */
  join(x: number, y: number): Joined {
    const [ofX, ofY] = [this.#sizes[x] ?? 1, this.#sizes[y] ?? 1];
    const between = this.#cost(x, y);
    for (let other = 0; other < this.#count; other += 1) {
      if (!this.isAlive(other) || other === x || other === y) continue;
      const of = this.#sizes[other] ?? 1;
      const cost =
        ((ofX + of) * this.#cost(x, other) + (ofY + of) * this.#cost(y, other) - of * between) /
        (ofX + ofY + of);
      this.#set(x, other, cost);
      this.#set(y, other, Infinity);
    }
    this.#set(x, y, Infinity);
    this.#sizes[x] = ofX + ofY;
    this.#sizes[y] = 0;
    const cost = Math.max(between, this.#lastCosts[x] ?? 0, this.#lastCosts[y] ?? 0);
    this.#lastCosts[x] = cost;
    return { x, y, cost };
  }

  #cost(x: number, y: number): number {
    return this.#costs[x * this.#count + y] ?? Infinity;
  }

  #set(x: number, y: number, cost: number): void {
    this.#costs[x * this.#count + y] = cost;
    this.#costs[y * this.#count + x] = cost;
  }
}

function squaredDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let f = 0; f < a.length; f += 1) {
    const difference = (a[f] ?? 0) - (b[f] ?? 0);
    sum += difference * difference;
  }
  return sum;
}

/** Chains find merges out of order; here they get it, and their groups their numbers. */
function inOrder(found: readonly Joined[], count: number): Merge[] {
  const sorted = found
    .map((one, index) => ({ ...one, index }))
    .sort((one, other) => one.cost - other.cost || one.index - other.index);
  const groupOf = new Map<number, number>();
  return sorted.map(({ x, y, cost }, index) => {
    const [a, b] = [groupOf.get(x) ?? x, groupOf.get(y) ?? y];
    groupOf.set(x, count + index);
    return { a: Math.min(a, b), b: Math.max(a, b), cost };
  });
}
