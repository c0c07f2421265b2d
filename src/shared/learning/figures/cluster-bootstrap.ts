import { quantileSorted } from 'simple-statistics';
import { z } from 'zod';
import { seededRandom } from '../random.ts';
import { atLeastExact } from './exact-interval.ts';

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
 * A figure with its interval, no narrower than the exact one of a share of so many samples. That is right for areas too: of
 * all rankings with an area A the most uncertain has the variance A (1 - A) / n, n the rarer side's samples (Birnbaum and
 * Klose 1957, doi:10.1214/aoms/1177706798), which is the variance of a share.
 *
 * @param drawn null where no draw had the figure.
 * @param n how many samples stand behind the figure.
 */
export function estimate(value: number, drawn: readonly [number, number] | null, n: number): Estimate {
  return { value, ci95: atLeastExact(drawn, value, Math.max(1, n)) };
}

/**
 * 95 % interval of the share that is right. Photos of one sample stand or fall together: samples are drawn, and the interval
 * is no narrower than the exact one of as many samples. Where each of them counts once that is all there is to know.
 *
 * @returns [0, 1] where there is nothing.
 */
export function shareInterval(
  entries: readonly { readonly sample: number; readonly right: boolean }[],
  seed = 1,
): [number, number] {
  const { of, count } = clustersOf(entries);
  const share = entries.filter(({ right }) => right).length / Math.max(1, entries.length);
  if (count === entries.length) return atLeastExact(null, share, count);
  const sizes = new Uint32Array(count);
  const hits = new Uint32Array(count);
  entries.forEach(({ right }, index) => {
    const cluster = of[index] ?? 0;
    sizes[cluster] = (sizes[cluster] ?? 0) + 1;
    if (right) hits[cluster] = (hits[cluster] ?? 0) + 1;
  });
  const [drawn = null] = clusterBootstrap(count, seed, (weights) => {
    let [n, right] = [0, 0];
    weights.forEach((weight, cluster) => {
      n += weight * (sizes[cluster] ?? 0);
      right += weight * (hits[cluster] ?? 0);
    });
    return [right / n];
  });
  return atLeastExact(drawn, share, count);
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
