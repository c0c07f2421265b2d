import { StrandlineError } from '../errors.ts';
import { type LabelledLogits, argmax, meanLogits } from '../learning/figures/metrics.ts';
import { type Random, seededRandom } from '../learning/random.ts';
import { angleSeries, within } from './design.ts';
import type { Tally } from './study.ts';

/** As many choices of angles of a sample are looked at: all of them where there are no more. */
const mostChoices = 200;
/** So many of the test samples with several photos have to have as many as the largest position. */
const mostlyHave = 0.8;
const seed = 1;

/** Test samples as they would have been predicted from fewer of their photos. */
export interface BenchAngles {
  readonly points: readonly { readonly x: number; readonly tallies: readonly Tally[] }[];
  /** Test samples that have fewer photos than the largest position, and are looked at nowhere. */
  readonly leftOut: number;
}

/**
 * How well verdicts over so many photos of a new fragment do, from what a run predicted of its test photos: of every sample
 * all choices of as many of its photos, or a seeded number of them, each fused as the bench does (the mean of the logits). The
 * same samples at every position, so that positions can be compared.
 *
 * @param labelled a run's test photos.
 * @param at how many photos; default: a series up to what most samples have.
 * @throws StrandlineError `not-enough-data` where no test sample has two photos; `bad-argument` for more than any has.
 */
export function benchAngles(labelled: readonly LabelledLogits[], at?: readonly number[]): BenchAngles {
  const samples = [...Map.groupBy(labelled, ({ sample }) => sample)].sort(([a], [b]) => a - b);
  const counts = samples.map(([, photos]) => photos.length).filter((photos) => photos > 1);
  const most = counts.toSorted((a, b) => b - a)[Math.ceil(mostlyHave * counts.length) - 1];
  if (most === undefined) {
    throw new StrandlineError(
      'not-enough-data',
      'None of the test samples has two photos, so nothing says what a second one brings. Take a run on samples of several photos.',
    );
  }
  const positions = within(at ?? angleSeries(most), 1, Math.max(...counts), 'photos of a test sample');
  const needed = Math.max(...positions);
  const able = samples.filter(([, photos]) => photos.length >= needed);
  return {
    points: positions.map((x) => ({
      x,
      tallies: able.map(([sample, photos]): Tally => {
        const fused = shareRight(photos, x, seededRandom(seed));
        return { sample, photos: photos.length, right: fused * photos.length, fused };
      }),
    })),
    leftOut: samples.length - able.length,
  };
}

/** Of the choices of so many of a sample's photos, the share that is predicted rightly. */
function shareRight(photos: readonly LabelledLogits[], angles: number, random: Random): number {
  const choices = choicesOf(photos.length, angles, random);
  const right = choices.filter((places) => {
    const logits = meanLogits(places.map((place) => photos[place]?.logits ?? []));
    return argmax(logits) === photos[0]?.truth;
  });
  return right.length / choices.length;
}

/** Choices of k of n things: all of them, or as many as are looked at, drawn. */
function choicesOf(n: number, k: number, random: Random): number[][] {
  return binomial(n, k) <= mostChoices
    ? allChoices(n, k)
    : Array.from({ length: mostChoices }, () => drawn(n, k, random));
}

function binomial(n: number, k: number): number {
  let ways = 1;
  for (let i = 1; i <= k; i += 1) ways = (ways * (n - k + i)) / i;
  return Math.round(ways);
}

function allChoices(n: number, k: number, from = 0): number[][] {
  if (k === 0) return [[]];
  return Array.from({ length: n - k - from + 1 }, (_, index) => from + index).flatMap((first) =>
    allChoices(n, k - 1, first + 1).map((rest) => [first, ...rest]),
  );
}

/** The first k of a shuffle (Fisher and Yates), which is not gone on with. */
function drawn(n: number, k: number, random: Random): number[] {
  const places = Array.from({ length: n }, (_, index) => index);
  for (let i = 0; i < k; i += 1) {
    const other = i + random.below(n - i);
    [places[i], places[other]] = [places[other] ?? 0, places[i] ?? 0];
  }
  return places.slice(0, k);
}
