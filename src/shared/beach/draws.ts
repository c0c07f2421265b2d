import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

const warmUp = 32;

/** Seeded numbers for tens of thousands of draws: quicker than learning/random.ts, whose sequences are stored with splits. */
export class Draws {
  readonly #generator: ReturnType<typeof xoroshiro128plus>;
  #spare: number | undefined;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
    for (let step = 0; step < warmUp; step += 1) this.#generator.next();
  }

  /** Between 0 and 1, both left out. */
  next(): number {
    return ((this.#generator.next() >>> 0) + 0.5) / 2 ** 32;
  }

  /** Of the standard normal distribution, by Marsaglia's polar method, which makes two at once. */
  normal(): number {
    if (this.#spare !== undefined) {
      const spare = this.#spare;
      this.#spare = undefined;
      return spare;
    }
    for (;;) {
      const x = 2 * this.next() - 1;
      const y = 2 * this.next() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      this.#spare = y * factor;
      return x * factor;
    }
  }
}

/** A number of the gamma distribution of scale 1 (Marsaglia and Tsang 2000, doi:10.1145/358407.358414). @param shape above 0. */
export function gammaDraw(random: Draws, shape: number): number {
  // Below 1 by the draw of one more (section 6 there).
  if (shape < 1) return gammaDraw(random, shape + 1) * random.next() ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const z = random.normal();
    const v = (1 + c * z) ** 3;
    if (v > 0 && Math.log(random.next()) < z * z * 0.5 + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** Shares that sum to 1, of the Dirichlet distribution. @param weights above 0. */
export function dirichletDraw(random: Draws, weights: readonly number[]): number[] {
  const drawn = weights.map((weight) => gammaDraw(random, weight));
  const sum = drawn.reduce((total, one) => total + one, 0);
  return drawn.map((one) => one / sum);
}

/** The z-th standard deviation's quantile of a gamma distribution of scale 1 (Wilson and Hilferty 1931, doi:10.1073/pnas.17.12.684). */
export function gammaAt(z: number, shape: number): number {
  return shape * Math.max(0, 1 - 1 / (9 * shape) + z / (3 * Math.sqrt(shape))) ** 3;
}
