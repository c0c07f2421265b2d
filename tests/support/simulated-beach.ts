import { type Confusion } from '#shared/beach/confusion.ts';
import { Draws, gammaDraw } from '#shared/beach/draws.ts';
import { type Counted, estimateOf, meansPerQuadrat } from '#shared/beach/estimate.ts';

/** A beach whose truth is known, how it is sampled, and what looks at it. */
export interface SimulatedBeach {
  /** Things of each class per quadrat, in the mean. */
  readonly density: readonly number[];
  readonly quadrats: number;
  /** Negative binomial: variance = mean + mean² / patchiness; Infinity: Poisson. */
  readonly patchiness: number;
  /** Which share of each class the model takes for which. */
  readonly shares: readonly (readonly number[])[];
  /** Samples of each class on which the model was tested. */
  readonly tested: readonly number[];
  readonly blanks: number;
  /** Things of each class that come into a quadrat's sample, and into a blank, from elsewhere. */
  readonly contamination: readonly number[];
}

/** How often intervals hold the truth: those of the corrected estimate and of the model's raw count, by class and of all. */
export interface Coverage {
  readonly corrected: readonly number[];
  readonly raw: readonly number[];
}

export function coverageOf(
  beach: SimulatedBeach,
  { simulations, draws, seed }: { simulations: number; draws: number; seed: number },
): Coverage {
  const random = new Draws(seed);
  const truth = [...beach.density, beach.density.reduce((total, one) => total + one, 0)];
  const hits = { corrected: truth.map(() => 0), raw: truth.map(() => 0) };
  for (let simulation = 0; simulation < simulations; simulation += 1) {
    const seen = sampled(beach, random);
    const estimates = {
      corrected: meansPerQuadrat(seen, { draws, seed: simulation, confusionSeed: simulation + 1e6 }),
      raw: meansPerQuadrat(
        { quadrats: seen.quadrats, blanks: null, confusion: null },
        { draws, seed: simulation },
      ),
    };
    for (const kind of ['corrected', 'raw'] as const) {
      const { classes, total } = estimates[kind];
      [...classes, total].forEach((drawn, index) => {
        const [low, high] = estimateOf(drawn).ci95;
        const is = truth[index] ?? 0;
        if (low <= is && is <= high) hits[kind][index] = (hits[kind][index] ?? 0) + 1;
      });
    }
  }
  return {
    corrected: hits.corrected.map((n) => n / simulations),
    raw: hits.raw.map((n) => n / simulations),
  };
}

function sampled(beach: SimulatedBeach, random: Draws) {
  const rowOf = (mean: readonly number[], isPatchy: boolean): Counted => {
    const patch =
      isPatchy && Number.isFinite(beach.patchiness)
        ? gammaDraw(random, beach.patchiness) / beach.patchiness
        : 1;
    const model = beach.density.map(() => 0);
    mean.forEach((expected, truth) => {
      const clean = poisson(random, expected * patch);
      const dirt = isPatchy ? poisson(random, beach.contamination[truth] ?? 0) : 0;
      for (let i = 0; i < clean + dirt; i += 1) bump(model, said(beach.shares[truth] ?? [], random));
    });
    return { person: beach.density.map(() => 0), model };
  };
  const rows = (n: number, mean: readonly number[], isPatchy: boolean) => ({
    rows: Array.from({ length: n }, () => rowOf(mean, isPatchy)),
    of: n,
  });
  const confusion: Confusion = beach.shares.map((shares, truth) => {
    const counts = shares.map(() => 0);
    for (let i = 0; i < (beach.tested[truth] ?? 0); i += 1) bump(counts, said(shares, random));
    return counts;
  });
  return {
    quadrats: rows(beach.quadrats, beach.density, true),
    blanks: beach.blanks === 0 ? null : rows(beach.blanks, beach.contamination, false),
    confusion,
  };
}

function bump(counts: number[], index: number): void {
  counts[index] = (counts[index] ?? 0) + 1;
}

function said(shares: readonly number[], random: Draws): number {
  let at = random.next();
  const index = shares.findIndex((share) => (at -= share) < 0);
  return index === -1 ? shares.length - 1 : index;
}

/** Knuth's: quick enough for tens. */
function poisson(random: Draws, mean: number): number {
  const limit = Math.exp(-mean);
  let product = random.next();
  let count = 0;
  while (product > limit) {
    product *= random.next();
    count += 1;
  }
  return count;
}
