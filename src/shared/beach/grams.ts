import { mean, sampleVariance } from 'simple-statistics';
import type { Estimate } from '../learning/figures/cluster-bootstrap.ts';
import { Draws, gammaDraw } from './draws.ts';
import { type Drawn, estimateOf } from './estimate.ts';

/** Grams per m². */
export interface Grams {
  readonly value: number;
  /** Null where a class has a single weighed thing, which does not tell how things differ. */
  readonly ci95: Estimate['ci95'] | null;
  readonly weighed: number;
  readonly of: number;
}

/** A class's corrected count per quadrat and the masses of its things on the beach, null where it was not weighed. */
export interface Weighed {
  readonly count: Drawn;
  readonly massesMg: readonly (number | null)[];
}

/**
 * Mass per area of one class, or of several together: the corrected count times the mean mass of those things that were weighed, which
 * stand for the others of their class. Both are drawn: the mean mass from a gamma distribution, which knows no mass below 0, with the
 * standard error of the mean for its deviation, widened by Student's correction.
 *
 * A class of which nothing was weighed adds nothing, and is seen in `of`.
 *
 * @param perM2 from a quadrat to a square metre.
 * @returns null where nothing was weighed.
 */
export function gramsOf(classes: readonly Weighed[], perM2: number, seed = 1): Grams | null {
  const random = new Draws(seed);
  const masses = classes.map(({ massesMg }) => massesMg.flatMap((one) => one ?? []));
  const parts = classes.flatMap(({ count }, index) => {
    const known = masses[index] ?? [];
    return known.length === 0 ? [] : [times(count, known, random)];
  });
  if (parts.length === 0) return null;
  const draws = Float64Array.from(parts[0]?.draws ?? [], (_, draw) =>
    parts.reduce((total, part) => total + (part.draws[draw] ?? 0), 0),
  );
  const value = parts.reduce((total, part) => total + part.value, 0);
  const estimate = estimateOf({ value, draws }, perM2 / 1000);
  return {
    value: estimate.value,
    ci95: masses.some(({ length }) => length === 1) ? null : estimate.ci95,
    weighed: masses.flat().length,
    of: classes.flatMap(({ massesMg }) => massesMg).length,
  };
}

/** A count times a mean mass, in mg, draw by draw. */
function times(count: Drawn, masses: readonly number[], random: Draws): Drawn {
  const middle = mean([...masses]);
  const variance = masses.length > 1 ? sampleVariance([...masses]) / masses.length : 0;
  const freedom = masses.length - 1;
  return {
    value: count.value * middle,
    draws: count.draws.map((drawn) => {
      if (variance === 0) return drawn * middle;
      const wider = freedom / (2 * gammaDraw(random, freedom / 2));
      const shape = middle ** 2 / (variance * wider);
      return (drawn * middle * gammaDraw(random, shape)) / shape;
    }),
  };
}
