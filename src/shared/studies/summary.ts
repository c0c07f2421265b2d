import { quantileSorted } from 'simple-statistics';
import { resamplesFor } from '../learning/figures/cluster-bootstrap.ts';
import { argmax, fuseBySample, type LabelledLogits } from '../learning/figures/metrics.ts';
import { seededRandom } from '../learning/random.ts';
import type { Accuracy, Measure, MeasuredPoint, Summary, Tally } from './study.ts';

/** Tallies of the test samples, one list per repeat. */
export type Repeats = readonly (readonly Tally[])[];

/** Two accuracies, and the first less the second with its 95 % interval. */
export interface Difference {
  readonly a: number;
  readonly b: number;
  readonly difference: number;
  readonly ci95: readonly [number, number];
}

const resamples = 1000;
const seed = 1;

/** How every test sample was predicted, from its photos' logits. */
export function tally(labelled: readonly LabelledLogits[]): Tally[] {
  const isRight = ({ logits, truth }: LabelledLogits): boolean => argmax(logits) === truth;
  const fused = new Map(fuseBySample(labelled).map((one) => [one.sample, isRight(one)]));
  return [...Map.groupBy(labelled, ({ sample }) => sample)].map(([sample, photos]) => ({
    sample,
    photos: photos.length,
    right: photos.filter(isRight).length,
    fused: fused.get(sample) ?? false,
  }));
}

/** One summary per position, in the order in which the positions first appear. */
export function summarise(points: readonly MeasuredPoint[], measure: Measure): Summary[] {
  return [...Map.groupBy(points, ({ x }) => x)].map(([x, repeats]) => ({
    x,
    repeats: repeats.length,
    network: meanAccuracy(
      repeats.map(({ tallies }) => tallies),
      measure,
    ),
    baseline: meanAccuracy(
      repeats.map(({ baseline }) => baseline.tallies),
      measure,
    ),
  }));
}

/**
 * Accuracy over all repeats with its 95 % interval: a pigeonhole bootstrap (Owen 2007, doi:10.1214/07-AOAS122), which
 * draws repeats and test samples both, since another seed and another beach would each have given other figures.
 */
export function meanAccuracy(repeats: Repeats, measure: Measure): Accuracy {
  const table = tableOf(repeats, measure);
  const drawn = replicates(table, (draw) => shareRight(table, draw));
  return { accuracy: shareRight(table, everything(table)), ci95: interval(drawn) };
}

/**
 * Accuracy of `a` less that of `b`, with its 95 % interval. Where both predicted the same test samples with as many repeats,
 * every draw takes the same samples and repeats of both: what makes a sample hard cancels out. Where no sample was predicted
 * differently the bootstrap has nothing to draw from; then the interval is what n equal outcomes leave open, 3 / n to
 * either side (the rule of three, Hanley and Lippman-Hand 1983, doi:10.1001/jama.1983.03330370053031).
 */
export function differenceOf(a: Repeats, b: Repeats, measure: Measure): Difference {
  const [tableA, tableB] = [tableOf(a, measure), tableOf(b, measure)];
  const accuracies = { a: shareRight(tableA, everything(tableA)), b: shareRight(tableB, everything(tableB)) };
  const difference = accuracies.a - accuracies.b;
  if (isPaired(tableA, tableB)) {
    const drawn = replicates(tableA, (draw) => shareRight(tableA, draw) - shareRight(tableB, draw));
    const ci95 = interval(drawn);
    if (ci95[1] - ci95[0] > 1e-9) return { ...accuracies, difference, ci95 };
    const open = 3 / tableA.samples.length;
    return {
      ...accuracies,
      difference,
      ci95: [Math.max(-1, difference - open), Math.min(1, difference + open)],
    };
  }
  const drawnA = replicates(tableA, (draw) => shareRight(tableA, draw));
  const drawnB = replicates(tableB, (draw) => shareRight(tableB, draw), seed + 1);
  const ci95 = interval(drawnA.map((accuracy, index) => accuracy - (drawnB[index] ?? 0)));
  return { ...accuracies, difference, ci95 };
}

/** What was predicted of each sample in each repeat; a sample that a repeat did not predict counts nothing there. */
interface Table {
  readonly samples: readonly number[];
  /** One row per repeat, one column per sample. */
  readonly rows: readonly (readonly { n: number; right: number }[])[];
}

/** How often each repeat and each sample is drawn. */
interface Draw {
  readonly repeats: readonly number[];
  readonly samples: readonly number[];
}

function tableOf(repeats: Repeats, measure: Measure): Table {
  const samples = [...new Set(repeats.flat().map(({ sample }) => sample))].sort((a, b) => a - b);
  const rows = repeats.map((tallies) => {
    const bySample = new Map(tallies.map((one) => [one.sample, one]));
    return samples.map((sample) => {
      const one = bySample.get(sample);
      if (one === undefined) return { n: 0, right: 0 };
      return measure === 'photo' ? { n: one.photos, right: one.right } : { n: 1, right: one.fused ? 1 : 0 };
    });
  });
  return { samples, rows };
}

function isPaired(a: Table, b: Table): boolean {
  return (
    a.rows.length === b.rows.length &&
    a.samples.length === b.samples.length &&
    a.samples.every((sample, index) => sample === b.samples[index])
  );
}

function everything({ samples, rows }: Table): Draw {
  return { repeats: rows.map(() => 1), samples: samples.map(() => 1) };
}

function shareRight({ rows }: Table, draw: Draw): number {
  let n = 0;
  let right = 0;
  rows.forEach((row, repeat) => {
    const times = draw.repeats[repeat] ?? 0;
    if (times === 0) return;
    row.forEach((cell, sample) => {
      const weight = times * (draw.samples[sample] ?? 0);
      n += weight * cell.n;
      right += weight * cell.right;
    });
  });
  return n === 0 ? 0 : right / n;
}

function replicates({ samples, rows }: Table, figure: (draw: Draw) => number, from = seed): number[] {
  const random = seededRandom(from);
  const drawCounts = (length: number): number[] => {
    const counts = new Array<number>(length).fill(0);
    for (let i = 0; i < length; i += 1) {
      const index = random.below(length);
      counts[index] = (counts[index] ?? 0) + 1;
    }
    return counts;
  };
  return Array.from({ length: resamplesFor(samples.length, resamples) }, () =>
    figure({ repeats: drawCounts(rows.length), samples: drawCounts(samples.length) }),
  );
}

function interval(values: readonly number[]): [number, number] {
  const sorted = values.toSorted((a, b) => a - b);
  return [quantileSorted(sorted, 0.025), quantileSorted(sorted, 0.975)];
}
