import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A seeded source of randomness. The same seed gives the same sequence on every machine. */
export interface Random {
  /** A float in [0, 1). */
  next(): number;
  /** An integer in [0, bound). */
  below(bound: number): number;
}

const warmUp = 32;

/** @param seed any integer; runs, splits and studies store the one they used. */
export function seededRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  // Neighbouring seeds start in neighbouring states; after some steps their sequences have nothing in common.
  for (let step = 0; step < warmUp; step += 1) generator.next();
  const below = (bound: number): number => uniformInt(generator, 0, bound - 1);
  return { below, next: () => below(2 ** 31) / 2 ** 31 };
}

/** A number of the standard normal distribution (Box and Muller's transform). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

/** A shuffled copy (Fisher-Yates). */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const copy = [...items];
  for (let last = copy.length - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    const held = copy[last] as T;
    copy[last] = copy[other] as T;
    copy[other] = held;
  }
  return copy;
}
