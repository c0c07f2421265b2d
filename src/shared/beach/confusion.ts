import { solved } from '../learning/linear-system.ts';
import { type Draws, dirichletDraw } from './draws.ts';

/** How often what was of the row's class was taken for the column's: samples, none of which the model was trained on. */
export type Confusion = readonly (readonly number[])[];

/** Of each true class, which share is taken for which: rows sum to 1. */
export type Shares = readonly (readonly number[])[];

/** A class of which fewer samples were tested has its confusion from too few to correct by. */
const fewestTested = 5;
/** Less than this of what tells the classes apart, and an error of the counts grows five times and more when it is corrected. */
const leastApart = 0.2;

/** Why counts cannot be corrected by this matrix, as a part of a sentence; undefined where they can. */
export function uncorrectable(confusion: Confusion, names: readonly string[]): string | undefined {
  const scarce = confusion.flatMap((row, index) =>
    sum(row) < fewestTested ? [`${names[index] ?? ''} (${sum(row)})`] : [],
  );
  if (scarce.length > 0)
    return `of a class fewer than ${fewestTested} samples were tested that the model had not seen: ${scarce.join(', ')}`;
  if (apartness(sharesOf(confusion)) < leastApart) return 'the model hardly tells the classes apart';
  return undefined;
}

/** The shares as they were seen. A class of which nothing was tested is taken for itself. */
export function sharesOf(confusion: Confusion): Shares {
  return confusion.map((row, truth) => {
    const n = sum(row);
    return row.map((count, column) => (n === 0 ? Number(column === truth) : count / n));
  });
}

/**
 * Shares as they may be in truth, given the samples that were tested: rows of Dirichlet distributions with a prior weight of
 * one sample in all (Perks; of two classes Jeffreys'), so that what few samples did not show is not taken for impossible.
 */
export function drawShares(random: Draws, confusion: Confusion): Shares {
  return confusion.map((row) =>
    dirichletDraw(
      random,
      row.map((count) => count + 1 / row.length),
    ),
  );
}

/**
 * Counts by true class of counts by the model: the solution of `model = true · shares` (Rogan and Gladen 1978,
 * doi:10.1093/oxfordjournals.aje.a112510, for two classes; Buonaccorsi 2010, Measurement Error, chapter 2, for more). Unlike
 * the share of verdicts that are right it does not ask that the beach has the mix of the samples that were tested.
 *
 * @returns with the same sum; a class that the model takes others for may come out below 0.
 */
export function corrected(counts: readonly number[], shares: Shares): number[] {
  // By the normal equations, whose matrix is positive definite.
  const square = shares.map((one) => shares.map((other) => dot(one, other)));
  return solved(
    square,
    shares.map((row) => dot(row, counts)),
  );
}

/** 1 where no class is taken for another, 0 where two are told apart by chance: the smallest Youden's index of two classes. */
function apartness(shares: Shares): number {
  let least = 1;
  shares.forEach((one, i) =>
    shares.slice(i + 1).forEach((other) => {
      least = Math.min(
        least,
        one.reduce((total, share, j) => total + Math.abs(share - (other[j] ?? 0)), 0) / 2,
      );
    }),
  );
  return least;
}

function dot(one: readonly number[], other: readonly number[]): number {
  return one.reduce((total, value, index) => total + value * (other[index] ?? 0), 0);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, one) => total + one, 0);
}
