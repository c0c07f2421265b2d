import { gammaln } from 'simple-statistics';

type Interval = [number, number];

/**
 * Exact 95 % interval of a share (Clopper and Pearson 1934, doi:10.1093/biomet/26.4.404), 2.5 % on either side: it holds the
 * true share at least so often, however few stand behind it. 8 of 8 leave open 63.1 to 100 %.
 *
 * @param share 0..1; of photos, any share of the n samples that they are of.
 * @param n how many independent things stand behind it. [0, 1] where it is 0.
 */
export function exactInterval(share: number, n: number): Interval {
  if (n <= 0) return [0, 1];
  const hits = Math.min(1, Math.max(0, share)) * n;
  return [
    hits === 0 ? 0 : betaQuantile(0.025, hits, n - hits + 1),
    hits === n ? 1 : betaQuantile(0.975, hits + 1, n - hits),
  ];
}

/**
 * An interval that was drawn, not narrower than the exact one. A percentile bootstrap is too narrow where few samples stand
 * behind a share: it cannot draw what none of them showed.
 *
 * @param drawn null where nothing could be drawn.
 */
export function atLeastExact(drawn: readonly [number, number] | null, share: number, n: number): Interval {
  const exact = exactInterval(share, n);
  return drawn === null ? exact : [Math.min(drawn[0], exact[0]), Math.max(drawn[1], exact[1])];
}

/** Figures as they are read: what an older version stored may be narrower than the exact interval of as many samples. */
export function openedToExact<T extends { accuracy: number; ci95: Interval }>(
  figures: T,
  samples: number,
): T {
  return { ...figures, ci95: atLeastExact(figures.ci95, figures.accuracy, samples) };
}

/** Halvings of [0, 1] that leave nothing of a double. */
const halvings = 60;

/** Below which share p of a beta distribution lies, by bisection. @param a,b above 0. */
export function betaQuantile(p: number, a: number, b: number): number {
  let [low, high] = [0, 1];
  for (let i = 0; i < halvings; i += 1) {
    const middle = (low + high) / 2;
    if (incompleteBeta(middle, a, b) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The regularised incomplete beta function I_x(a, b) (NIST Digital Library of Mathematical Functions, 8.17). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(gammaln(a + b) - gammaln(a) - gammaln(b) + a * Math.log(x) + b * Math.log1p(-x));
  // The fraction converges quickly on this side alone.
  return x < (a + 1) / (a + b + 2)
    ? (front * fraction(x, a, b)) / a
    : 1 - (front * fraction(1 - x, b, a)) / b;
}

/** Terms after which a fraction has long converged: some sqrt(max(a, b)) are needed. */
const mostTerms = 10_000;
const tiny = 1e-300;

/** The continued fraction 8.17.22, by Lentz's method (Thompson and Barnett 1986, doi:10.1016/0021-9991(86)90046-X). */
function fraction(x: number, a: number, b: number): number {
  const away = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let c = 1;
  let found = d;
  const step = (coefficient: number): number => {
    d = 1 / away(1 + coefficient * d);
    c = away(1 + coefficient / c);
    found *= c * d;
    return c * d;
  };
  for (let m = 1; m <= mostTerms; m += 1) {
    step((m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)));
    const change = step((-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)));
    if (Math.abs(change - 1) < 1e-15) break;
  }
  return found;
}
