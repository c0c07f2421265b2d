import { quantileSorted } from 'simple-statistics';
import { z } from 'zod';
import { exactInterval } from '../learning/figures/exact-interval.ts';
import { seededRandom } from '../learning/random.ts';

/** How two readers of the same samples agree: how often, and how much oftener than by chance. */
export const agreementSchema = z.object({
  /** Who: a reader's name, `label` or `model`, as the caller calls them. */
  a: z.string(),
  b: z.string(),
  /** Samples that both have read. */
  n: z.int(),
  /** Share on which they say the same, 0..1; null where n is 0. */
  agreed: z.number().nullable(),
  /** Cohen's kappa, at most 1; null where it is not defined. */
  kappa: z.number().nullable(),
  /** 95 % over samples; null where kappa is. */
  ci95: z.tuple([z.number(), z.number()]).nullable(),
  /** Why kappa is not defined: nothing in common, or both say one and the same class throughout. */
  undefinedBecause: z.enum(['no-samples', 'one-class']).nullable(),
  /** Names of the classes that either says, in order of the confusion's rows and columns. */
  classes: z.array(z.string()),
  /** Rows: what `a` says; columns: what `b` says. */
  confusion: z.array(z.array(z.int())),
});
export type Agreement = z.infer<typeof agreementSchema>;

/** What two readers said of one sample, by the names of the classes. */
export type Pair = readonly [a: string, b: string];

const resamples = 2000;
const seed = 1;

/**
 * Agreement of two readers beyond chance, kappa = (p_o - p_e) / (1 - p_e) with p_o the share on which they agree and p_e the
 * share on which they would by chance, from how often each says each class (J. Cohen, "A coefficient of agreement for nominal
 * scales", Educational and Psychological Measurement 20, 1960, 37-46). One pair per sample, so drawing pairs is drawing samples.
 */
export function agreementOf(a: string, b: string, pairs: readonly Pair[]): Agreement {
  const classes = [...new Set(pairs.flat())].sort();
  const coded = pairs.map(([ofA, ofB]): [number, number] => [classes.indexOf(ofA), classes.indexOf(ofB)]);
  const confusion = confusionOf(coded, classes.length);
  const kappa = kappaOf(confusion);
  return {
    a,
    b,
    n: pairs.length,
    agreed: pairs.length === 0 ? null : coded.filter(([ofA, ofB]) => ofA === ofB).length / pairs.length,
    kappa,
    ci95: kappa === null ? null : kappaInterval(coded, confusion),
    undefinedBecause: kappa !== null ? null : pairs.length === 0 ? 'no-samples' : 'one-class',
    classes,
    confusion,
  };
}

/** @param confusion rows: what one says; columns: what the other says. @returns null where chance alone agrees on all. */
export function kappaOf(confusion: readonly (readonly number[])[]): number | null {
  const { n, observed, expected } = countsOf(confusion);
  return n * n === expected ? null : (n * observed - expected) / (n * n - expected);
}

/** In counts rather than shares: whole numbers say exactly whether chance alone explains everything. */
function countsOf(confusion: readonly (readonly number[])[]): {
  n: number;
  observed: number;
  expected: number;
} {
  const rows = confusion.map(sum);
  const columns = confusion.map((_, column) => sum(confusion.map((row) => row[column] ?? 0)));
  return {
    n: sum(rows),
    observed: sum(confusion.map((row, index) => row[index] ?? 0)),
    expected: sum(rows.map((row, index) => row * (columns[index] ?? 0))),
  };
}

/**
 * Percentile bootstrap over samples, joined with the kappas that the exact interval of the agreement comes to at the chance
 * that was found: where all agree nothing else can be drawn, and so few samples prove no perfect agreement. Draws in which
 * both say one class only have no kappa and are left out.
 */
function kappaInterval(
  pairs: readonly (readonly [number, number])[],
  confusion: readonly (readonly number[])[],
): [number, number] {
  const random = seededRandom(seed);
  const drawn = Array.from({ length: resamples }, () => {
    const some = pairs.map(() => pairs[random.below(pairs.length)] ?? ([0, 0] as const));
    return kappaOf(confusionOf(some, confusion.length));
  }).filter((kappa) => kappa !== null);
  const sorted = drawn.toSorted((x, y) => x - y);
  const { n, observed, expected } = countsOf(confusion);
  const chance = expected / (n * n);
  const [low, high] = exactInterval(observed / n, n).map((share) => (share - chance) / (1 - chance));
  return [
    Math.min(quantileSorted(sorted, 0.025), low ?? -1),
    Math.max(quantileSorted(sorted, 0.975), high ?? 1),
  ];
}

function confusionOf(pairs: readonly (readonly [number, number])[], classes: number): number[][] {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (const [a, b] of pairs) {
    const row = counts[a];
    if (row !== undefined) row[b] = (row[b] ?? 0) + 1;
  }
  return counts;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
