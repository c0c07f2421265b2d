import { atLeastExact, exactInterval } from '../learning/figures/exact-interval.ts';
import { argmax, fuseBySample, type LabelledLogits } from '../learning/figures/metrics.ts';
import type { Accuracy, Measure, MeasuredPoint, Summary, Tally } from './study.ts';
import {
  type Repeats,
  type Table,
  everything,
  interval,
  isPaired,
  replicates,
  seed,
  shareRight,
  tableOf,
} from './table.ts';

/** Two accuracies, and the first less the second with its 95 % interval. */
export interface Difference {
  readonly a: number;
  readonly b: number;
  readonly difference: number;
  readonly ci95: readonly [number, number];
}

/** How every test sample was predicted, from its photos' logits. */
export function tally(labelled: readonly LabelledLogits[]): Tally[] {
  const isRight = ({ logits, truth }: LabelledLogits): boolean => argmax(logits) === truth;
  const fused = new Map(fuseBySample(labelled).map((one) => [one.sample, isRight(one)]));
  return [...Map.groupBy(labelled, ({ sample }) => sample)].map(([sample, photos]) => ({
    sample,
    photos: photos.length,
    right: photos.filter(isRight).length,
    fused: fused.get(sample) === true ? 1 : 0,
  }));
}

/** One summary per position, in the order in which the positions first appear. */
export function summarise(points: readonly MeasuredPoint[]): Summary[] {
  const both = (repeats: Repeats): Summary['network'] => ({
    photo: meanAccuracy(repeats, 'photo'),
    sample: meanAccuracy(repeats, 'sample'),
  });
  return [...Map.groupBy(points, ({ x }) => x)].map(([x, repeats]) => {
    const tested = repeats[0]?.tallies ?? [];
    const byHand = repeats.flatMap(({ baseline }) => (baseline === null ? [] : [baseline.tallies]));
    return {
      x,
      repeats: repeats.length,
      tested: { samples: tested.length, photos: sum(tested.map(({ photos }) => photos)) },
      network: both(repeats.map(({ tallies }) => tallies)),
      baseline: byHand.length === 0 ? null : both(byHand),
    };
  });
}

/**
 * Accuracy over all repeats with its 95 % interval: a pigeonhole bootstrap (Owen 2007, doi:10.1214/07-AOAS122), which
 * draws repeats and test samples both, since another seed and another beach would each have given other figures; no narrower
 * than the exact interval of as many samples, however often each was predicted.
 */
export function meanAccuracy(repeats: Repeats, measure: Measure): Accuracy {
  const table = tableOf(repeats, measure);
  if (table.samples.length === 0) return { accuracy: 0, ci95: [0, 1] };
  const drawn = replicates(table, (draw) => shareRight(table, draw));
  const accuracy = shareRight(table, everything(table));
  return { accuracy, ci95: atLeastExact(interval(drawn), accuracy, table.samples.length) };
}

/**
 * Accuracy of `a` less that of `b`, with its 95 % interval. Where both predicted the same test samples with as many repeats,
 * every draw takes the same samples and repeats of both: what makes a sample hard cancels out. The bootstrap is joined with
 * the interval that follows from exact ones (see {@link recovered}): where no sample was predicted differently it has nothing
 * to draw from, and n equal outcomes leave open 1 - 0.025^(1/n) to either side.
 */
export function differenceOf(a: Repeats, b: Repeats, measure: Measure): Difference {
  const [tableA, tableB] = [tableOf(a, measure), tableOf(b, measure)];
  if (tableA.samples.length === 0 || tableB.samples.length === 0)
    return { a: 0, b: 0, difference: 0, ci95: [-1, 1] };
  const accuracies = { a: shareRight(tableA, everything(tableA)), b: shareRight(tableB, everything(tableB)) };
  const difference = accuracies.a - accuracies.b;
  const [drawn, exact] = isPaired(tableA, tableB)
    ? [
        replicates(tableA, (draw) => shareRight(tableA, draw) - shareRight(tableB, draw)),
        pairedExact(tableA, tableB),
      ]
    : [apart(tableA, tableB), recovered(...accuraciesExact(tableA, tableB))];
  const [low, high] = interval(drawn);
  return { ...accuracies, difference, ci95: [Math.min(low, exact[0]), Math.max(high, exact[1])] };
}

function apart(a: Table, b: Table): number[] {
  const drawnB = replicates(b, (draw) => shareRight(b, draw), seed + 1);
  return replicates(a, (draw) => shareRight(a, draw)).map(
    (accuracy, index) => accuracy - (drawnB[index] ?? 0),
  );
}

/** A share with its exact interval. */
interface Exact {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

function exactly(share: number, n: number): Exact {
  const [low, high] = exactInterval(share, n);
  return { share, low, high };
}

function accuraciesExact(a: Table, b: Table): [Exact, Exact] {
  return [
    exactly(shareRight(a, everything(a)), a.samples.length),
    exactly(shareRight(b, everything(b)), b.samples.length),
  ];
}

/**
 * Of paired predictions the difference is the share of samples that `a` gains less the share that it loses; each has its exact
 * interval.
 */
function pairedExact(a: Table, b: Table): [number, number] {
  const n = a.samples.length;
  const total = sum(a.rows.flatMap((row) => [...row.n]));
  // What a sample adds to the difference, in shares of the whole.
  const gains = a.samples.map((_, sample) => {
    const rightIn = ({ rows }: Table): number => sum(rows.map((row) => row.right[sample] ?? 0));
    return (rightIn(a) - rightIn(b)) / total;
  });
  return recovered(
    exactly(sum(gains.map((gain) => Math.max(0, gain))), n),
    exactly(sum(gains.map((gain) => Math.max(0, -gain))), n),
  );
}

/**
 * Interval of `a - b` from those of both: the method of variance estimates recovery (Zou and Donner 2008,
 * doi:10.1002/sim.3095; Newcombe 1998, doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I).
 */
function recovered(a: Exact, b: Exact): [number, number] {
  const difference = a.share - b.share;
  return [
    Math.max(-1, difference - Math.hypot(a.share - a.low, b.high - b.share)),
    Math.min(1, difference + Math.hypot(a.high - a.share, b.share - b.low)),
  ];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
