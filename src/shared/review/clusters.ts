import type { ClusterTree } from './cluster-tree.ts';

/** What fits on one wall of thumbnails. */
const most = 60;
/** So few are looked at faster than they are split. */
const few = 8;
/** No cluster is nearly as mixed as all samples are. */
const alikeShare = 0.7;
/**
 * A group of two kinds is much more mixed than its halves are (R. O. Duda and P. E. Hart, "Pattern Classification and Scene
 * Analysis", 1973, section 6.12): where they have less than this share of its mixedness, it is cut between them. One kind, even
 * of two dimensions only, keeps half of it.
 */
const halvesShare = 0.4;
/** How many samples like all others count in a group's homogeneity: two that are alike by chance are not the best of all. */
const doubt = 4;

/** A tree of samples that can be cut into clusters, by the numbers of its groups. */
export class Clusters {
  readonly #tree: ClusterTree;
  /** Of each group: how many samples it has, and the sum of their squared distances to its mean. */
  readonly #sizes: Float64Array;
  readonly #mixed: Float64Array;

  constructor(tree: ClusterTree) {
    this.#tree = tree;
    const count = tree.samples.length;
    this.#sizes = new Float64Array(count + tree.first.length).fill(1, 0, count);
    this.#mixed = new Float64Array(count + tree.first.length);
    for (const [index, cost] of tree.cost.entries()) {
      const [a, b] = this.#partsOf(count + index);
      this.#sizes[count + index] = this.#size(a) + this.#size(b);
      this.#mixed[count + index] = (this.#mixed[a] ?? 0) + (this.#mixed[b] ?? 0) + cost;
    }
  }

  /** The groups to begin with, the most homogeneous first: none too large for a wall, none of kinds that lie apart. */
  cut(): number[] {
    if (this.#tree.samples.length === 0) return [];
    const root = this.#sizes.length - 1;
    const found: number[] = [];
    const open = [root];
    for (let group = open.pop(); group !== undefined; group = open.pop()) {
      const isWhole = group < this.#tree.samples.length || this.#isOne(group, root);
      if (isWhole) found.push(group);
      else open.push(...this.#partsOf(group));
    }
    return found.sort((a, b) => this.#doubted(a, root) - this.#doubted(b, root) || a - b);
  }

  /** The two groups that were joined last in one; undefined for a single sample. */
  split(group: number): readonly [number, number] | undefined {
    return group < this.#tree.samples.length ? undefined : this.#partsOf(group);
  }

  /** Ids of a group's samples, like ones beside each other. */
  samplesOf(group: number): number[] {
    const found: number[] = [];
    const open = [group];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const sample = this.#tree.samples[at];
      if (sample !== undefined) found.push(sample);
      else {
        const [a, b] = this.#partsOf(at);
        // The larger part first: what does not quite belong is at the end.
        open.push(...(this.#size(a) >= this.#size(b) ? [b, a] : [a, b]));
      }
    }
    return found;
  }

  #isOne(group: number, root: number): boolean {
    const size = this.#size(group);
    if (size > most) return false;
    const [a, b] = this.#partsOf(group);
    const halves = (this.#mixed[a] ?? 0) + (this.#mixed[b] ?? 0);
    const mixed = this.#mixed[group] ?? 0;
    return size <= few || (mixed <= alikeShare * size * this.#spread(root) && halves >= halvesShare * mixed);
  }

  /** How far its samples lie from what they have in common, on average. */
  #spread(group: number): number {
    return (this.#mixed[group] ?? 0) / this.#size(group);
  }

  #doubted(group: number, root: number): number {
    return ((this.#mixed[group] ?? 0) + doubt * this.#spread(root)) / (this.#size(group) + doubt);
  }

  #size(group: number): number {
    return this.#sizes[group] ?? 1;
  }

  #partsOf(group: number): readonly [number, number] {
    const index = group - this.#tree.samples.length;
    return [this.#tree.first[index] ?? 0, this.#tree.second[index] ?? 0];
  }
}
