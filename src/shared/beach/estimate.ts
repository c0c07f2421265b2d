import { quantileSorted } from 'simple-statistics';
import type { Estimate } from '../learning/figures/cluster-bootstrap.ts';
import { type Confusion, type Shares, corrected, drawShares, sharesOf } from './confusion.ts';
import { Draws, gammaAt, gammaDraw } from './draws.ts';

/** What was counted in one quadrat (or one blank), by class. */
export interface Counted {
  /** Things whose class a person said: these are taken as they are. */
  readonly person: readonly number[];
  /** The others, by the class that the model takes them for. */
  readonly model: readonly number[];
}

export interface Counts {
  /** One row per quadrat, all of one size; or a single row, the sum of `of` quadrats that were not kept apart. */
  readonly rows: readonly Counted[];
  /** How many quadrats (blanks) the rows are of. */
  readonly of: number;
}

/** A mean per quadrat, as it is and as often as it was drawn. */
export interface Drawn {
  readonly value: number;
  readonly draws: Float64Array;
}

/** Means per quadrat, blanks subtracted, by class and of all classes. */
export interface Means {
  readonly classes: readonly Drawn[];
  readonly total: Drawn;
}

const usualDraws = 2000;

/**
 * Mean count per quadrat by true class: corrected by the model's confusion where the model counted, and less the mean of the
 * blanks. All that is uncertain is drawn together, `draws` times: the confusion from the samples that were tested, the mean
 * of the quadrats and that of the blanks from how these differ.
 *
 * @param confusion of the first classes; null: what the model says is taken as it is.
 * @param blanks null: nothing is subtracted.
 * @param seed the same gives the same draws.
 * @param confusionSeed of the confusion's draws: estimates by one model that are compared must share it.
 */
export function meansPerQuadrat(
  {
    quadrats,
    blanks,
    confusion,
  }: { readonly quadrats: Counts; readonly blanks: Counts | null; readonly confusion: Confusion | null },
  {
    seed = 1,
    confusionSeed = 1,
    draws = usualDraws,
  }: { seed?: number; confusionSeed?: number; draws?: number } = {},
): Means {
  const classes = quadrats.rows[0]?.model.length ?? 0;
  const random = new Draws(seed);
  const ofConfusion = new Draws(confusionSeed);
  const ofQuadrats = new MeanCounts(quadrats, classes);
  const ofBlanks = blanks && new MeanCounts(blanks, classes);
  const value = net(ofQuadrats.means, ofBlanks?.means, confusion && sharesOf(confusion));
  const byClass = Array.from({ length: classes }, () => new Float64Array(draws));
  const total = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw += 1) {
    const shares = confusion && drawShares(ofConfusion, confusion);
    const drawn = net(ofQuadrats.draw(random), ofBlanks?.draw(random), shares);
    drawn.forEach((mean, index) => {
      const of = byClass[index];
      if (of !== undefined) of[draw] = mean;
    });
    total[draw] = sum(drawn);
  }
  return {
    classes: byClass.map((of, index) => ({ value: value[index] ?? 0, draws: of })),
    total: { value: sum(value), draws: total },
  };
}

/** By class: persons' counts and the model's, corrected, less the same of the blanks. */
function net(
  gross: readonly number[],
  blank: readonly number[] | undefined,
  shares: Shares | null,
): number[] {
  const classes = gross.length / 2;
  const left = gross.map((mean, index) => mean - (blank?.[index] ?? 0));
  const byModel = left.slice(classes);
  // The model's classes come first; what it does not know is taken as it is.
  const known = shares?.length ?? 0;
  const mended =
    shares === null ? byModel : [...corrected(byModel.slice(0, known), shares), ...byModel.slice(known)];
  return mended.map((mean, index) => mean + (left[index] ?? 0));
}

/**
 * Means of counts, persons' classes and then the model's, and what they may be in truth.
 *
 * A percentile bootstrap of five quadrats holds the true mean in 79 to 88 of 100 cases (decision 47). So the draws
 * are parametric: a mean is gamma distributed with half a count more than was seen (of none at all it may be above 0), its
 * variance how the quadrats differ, which is itself known with one degree of freedom fewer than there are quadrats: that is
 * Student's correction. Classes that go together in the quadrats go together in the draws. A single row has no spread; it
 * has the error of counting (Poisson's).
 */
class MeanCounts {
  readonly means: readonly number[];
  readonly #n: number;
  /** Variance by mean of each column; 1 is Poisson's. */
  readonly #dispersion: readonly number[];
  /** Rows less the mean, in standard deviations by the root of the degrees of freedom; empty for a column without spread. */
  readonly #standing: readonly (readonly number[])[];
  readonly #isSpread: boolean;
  /** What quadrats have in common in one draw, one number each. */
  readonly #common: Float64Array;

  constructor({ rows, of }: Counts, classes: number) {
    const columns = Array.from({ length: 2 * classes }, (_, index) =>
      rows.map(({ person, model }) => (index < classes ? person[index] : model[index - classes]) ?? 0),
    );
    this.#n = of;
    this.means = columns.map((column) => sum(column) / of);
    const spread = rows.length > 1 && rows.length === of;
    const variance = columns.map((column, index) => {
      const mean = this.means[index] ?? 0;
      return spread ? sum(column.map((count) => (count - mean) ** 2)) / (of - 1) : mean;
    });
    this.#dispersion = variance.map((one, index) => {
      const mean = this.means[index] ?? 0;
      return mean > 0 ? one / mean : 0;
    });
    this.#standing = columns.map((column, index) => {
      const sd = Math.sqrt((variance[index] ?? 0) * (of - 1));
      return spread && sd > 0 ? column.map((count) => (count - (this.means[index] ?? 0)) / sd) : [];
    });
    this.#isSpread = this.#standing.some(({ length }) => length > 0);
    this.#common = new Float64Array(of);
  }

  draw(random: Draws): number[] {
    const freedom = this.#n - 1;
    const wider = this.#isSpread ? freedom / (2 * gammaDraw(random, freedom / 2)) : 1;
    if (this.#isSpread) for (let row = 0; row < this.#n; row += 1) this.#common[row] = random.normal();
    return this.means.map((mean, index) => {
      const standing = this.#standing[index] ?? [];
      const hasSpread = standing.length > 0;
      let z = hasSpread ? 0 : random.normal();
      for (let row = 0; row < standing.length; row += 1) z += (standing[row] ?? 0) * (this.#common[row] ?? 0);
      const dispersion = hasSpread ? (this.#dispersion[index] ?? 0) * wider : 1;
      return (gammaAt(z, (mean * this.#n) / dispersion + 0.5) * dispersion) / this.#n;
    });
  }
}

/** 95 % interval of what was drawn, clipped at 0 as the value is: there is no less than nothing, and of none it may be none. @param factor to other units. */
export function estimateOf({ value, draws }: Drawn, factor = 1): Estimate {
  const sorted = draws.toSorted();
  const at = (share: number): number =>
    Math.max(0, quantileSorted(sorted as unknown as number[], share)) * factor;
  return { value: Math.max(0, value) * factor, ci95: [value > 0 ? at(0.025) : 0, at(0.975)] };
}

/** How much one is above the other, 95 % interval by their draws one by one; it may be below 0. */
export function differenceOf(
  one: Drawn,
  other: Drawn,
  [factor, otherFactor]: readonly [number, number],
): Estimate {
  const clipped = (value: number): number => Math.max(0, value);
  const difference = one.draws
    .map((value, draw) => clipped(value) * factor - clipped(other.draws[draw] ?? 0) * otherFactor)
    .toSorted() as unknown as number[];
  return {
    value: clipped(one.value) * factor - clipped(other.value) * otherFactor,
    ci95: [quantileSorted(difference, 0.025), quantileSorted(difference, 0.975)],
  };
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
