import { quantileSorted } from 'simple-statistics';
import { z } from 'zod';
import { seededRandom } from '../random.ts';

/** A share with its 95 % interval. */
export const estimateSchema = z.object({ value: z.number(), ci95: z.tuple([z.number(), z.number()]) });
export type Estimate = z.infer<typeof estimateSchema>;

/** Draws for up to 5,000 samples. */
const usualResamples = 1000;

/**
 * How often to draw: fewer times where many samples make the interval so narrow that its ends are known to a tenth of a per
 * cent anyway, so that 25,000 samples do not take five times as long as 5,000.
 *
 * @param usual for up to 5,000 samples.
 */
export function resamplesFor(clusters: number, usual: number): number {
  return Math.max(usual / 5, Math.min(usual, Math.floor((usual * 5000) / Math.max(1, clusters))));
}

/**
 * 95 % percentile bootstrap over whole samples, of several figures at once: photos of one sample are not independent, so
 * samples are drawn, with all their photos (Field and Welsh 2007, doi:10.1111/j.1467-9868.2007.00593.x).
 *
 * @param clusters how many samples there are.
 * @param figures the figures for one draw; `weights[i]` says how often sample i was drawn. Null where a figure does not
 *   exist for it, as the precision of a class that nothing was taken for: such draws are left out.
 * @returns one interval per figure; null where no draw had it.
 */
export function clusterBootstrap(
  clusters: number,
  seed: number,
  figures: (weights: Uint32Array) => readonly (number | null)[],
): ([number, number] | null)[] {
  if (clusters === 0) return [];
  const random = seededRandom(seed);
  const drawn: number[][] = [];
  const weights = new Uint32Array(clusters);
  const resamples = resamplesFor(clusters, usualResamples);
  for (let draw = 0; draw < resamples; draw += 1) {
    weights.fill(0);
    for (let i = 0; i < clusters; i += 1) {
      const index = random.below(clusters);
      weights[index] = (weights[index] ?? 0) + 1;
    }
    figures(weights).forEach((value, place) => {
      const values = (drawn[place] ??= []);
      if (value !== null) values.push(value);
    });
  }
  return drawn.map((values) => {
    if (values.length === 0) return null;
    const sorted = values.toSorted((a, b) => a - b);
    return [quantileSorted(sorted, 0.025), quantileSorted(sorted, 0.975)];
  });
}

/**
 * A figure with its interval. Where every draw gave 0 or 1 the bootstrap has nothing to draw from; then the interval is what
 * n equal outcomes leave open: 0.05^(1/n), the exact form of the rule of three (Hanley and Lippman-Hand 1983,
 * doi:10.1001/jama.1983.03330370053031).
 *
 * @param n how many samples stand behind the figure.
 */
export function estimate(value: number, drawn: readonly [number, number] | null, n: number): Estimate {
  return { value, ci95: opened(drawn ?? [value, value], n) };
}

/** An interval of a share that is not narrower than n equal outcomes allow; see {@link estimate}. */
export function opened([low, high]: readonly [number, number], n: number): [number, number] {
  const open = 0.05 ** (1 / Math.max(1, n));
  if (low === 1) return [open, 1];
  return high === 0 ? [0, 1 - open] : [low, high];
}

/** Numbers of samples from 0 in the order in which they first appear: one per entry, and how many there are. */
export function clustersOf(entries: readonly { readonly sample: number }[]): {
  readonly of: Uint32Array;
  readonly count: number;
} {
  const places = new Map<number, number>();
  const of = Uint32Array.from(entries, ({ sample }) => {
    const place = places.get(sample) ?? places.size;
    places.set(sample, place);
    return place;
  });
  return { of, count: places.size };
}
