import { quantileSorted } from 'simple-statistics';
import { resamplesFor } from '../learning/figures/cluster-bootstrap.ts';
import { seededRandom } from '../learning/random.ts';
import type { Measure, Tally } from './study.ts';

/** Tallies of the test samples, one list per repeat. */
export type Repeats = readonly (readonly Tally[])[];

const resamples = 1000;
export const seed = 1;

/** What was predicted of each sample in each repeat; a sample that a repeat did not predict counts nothing there. */
export interface Table {
  readonly samples: readonly number[];
  /** One row per repeat, with one place per sample in each. */
  readonly rows: readonly { readonly n: Float64Array; readonly right: Float64Array }[];
}

/** How often each repeat and each sample is drawn. */
export interface Draw {
  readonly repeats: Uint32Array;
  readonly samples: Uint32Array;
}

/** @param among the samples of its columns; default: all that were predicted. */
export function tableOf(
  repeats: Repeats,
  measure: Measure,
  among: readonly number[] = samplesOf(repeats),
): Table {
  const rows = repeats.map((tallies) => {
    const bySample = new Map(tallies.map((one) => [one.sample, one]));
    const of = (value: (one: Tally) => number): Float64Array =>
      Float64Array.from(among, (sample) => {
        const one = bySample.get(sample);
        return one === undefined ? 0 : value(one);
      });
    return measure === 'photo'
      ? { n: of(({ photos }) => photos), right: of(({ right }) => right) }
      : { n: of(() => 1), right: of(({ fused }) => fused) };
  });
  return { samples: among, rows };
}

/** Row ids of all samples that were predicted in any repeat, rising. */
export function samplesOf(repeats: Repeats): number[] {
  return [...new Set(repeats.flat().map(({ sample }) => sample))].sort((a, b) => a - b);
}

/** Whether both are of the same samples with as many repeats. */
export function isPaired(a: Table, b: Table): boolean {
  return (
    a.rows.length === b.rows.length &&
    a.samples.length === b.samples.length &&
    a.samples.every((sample, index) => sample === b.samples[index])
  );
}

/** Every repeat and every sample once. */
export function everything({ samples, rows }: Table): Draw {
  return { repeats: new Uint32Array(rows.length).fill(1), samples: new Uint32Array(samples.length).fill(1) };
}

/** NaN where nothing of it was predicted. */
export function shareRight({ rows }: Table, draw: Draw): number {
  let [n, right] = [0, 0];
  rows.forEach((row, repeat) => {
    const times = draw.repeats[repeat] ?? 0;
    if (times === 0) return;
    for (let sample = 0; sample < row.n.length; sample += 1) {
      const weight = times * (draw.samples[sample] ?? 0);
      n += weight * (row.n[sample] ?? 0);
      right += weight * (row.right[sample] ?? 0);
    }
  });
  return right / n;
}

/** A figure of many draws of repeats and samples. */
export function replicates<T>({ samples, rows }: Table, figure: (draw: Draw) => T, from = seed): T[] {
  return drawsOf(rows.length, samples.length, from).map(figure);
}

/** The latest draws: a study asks for the same ones dozens of times, and drawing takes longer than counting. */
let latest: { readonly key: string; readonly draws: readonly Draw[] } | undefined;

function drawsOf(repeats: number, samples: number, from: number): readonly Draw[] {
  const key = `${repeats} ${samples} ${from}`;
  if (latest?.key === key) return latest.draws;
  const random = seededRandom(from);
  const drawn = (length: number): Uint32Array => {
    const counts = new Uint32Array(length);
    for (let i = 0; i < length; i += 1) {
      const index = random.below(length);
      counts[index] = (counts[index] ?? 0) + 1;
    }
    return counts;
  };
  const draws = Array.from({ length: resamplesFor(samples, resamples) }, () => ({
    repeats: drawn(repeats),
    samples: drawn(samples),
  }));
  latest = { key, draws };
  return draws;
}

/** Where 2.5 % of the values lie below, and 2.5 % above; draws in which nothing was predicted are left out. */
export function interval(values: readonly number[]): [number, number] {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  return [quantileSorted(sorted, 0.025), quantileSorted(sorted, 0.975)];
}
