import { z } from 'zod';

/** The training loss of some steps, one after another. */
export const stepLossSchema = z.object({
  /** How far the training was after them, in epochs: 0.25 is a quarter of the first one. */
  at: z.number().nonnegative(),
  /** Mean over the photos of these steps. */
  loss: z.number(),
});
export type StepLoss = z.infer<typeof stepLossSchema>;

/** No more often than this is a loss told, in milliseconds. */
const leastMs = 1000;
/** A training is told in some so many parts of the time that it has taken, so that a night's is told rarer than a minute's. */
const parts = 400;

/** Gathers the losses of steps and tells their mean now and then: at most one a second, and some 3,000 in a week. */
export class StepLosses {
  readonly #began: number;
  #told: number;
  #photos = 0;
  #sum = 0;

  /** @param now milliseconds on any steady clock. */
  constructor(now: number) {
    this.#began = now;
    this.#told = now;
  }

  /** @param loss mean over these photos. @returns what is to be told; undefined where it is too early. */
  add({ at, loss, photos }: StepLoss & { readonly photos: number }, now: number): StepLoss | undefined {
    this.#photos += photos;
    this.#sum += loss * photos;
    if (now - this.#told < Math.max(leastMs, (now - this.#began) / parts)) return undefined;
    const mean = this.#sum / this.#photos;
    this.#told = now;
    this.#photos = 0;
    this.#sum = 0;
    return { at, loss: mean };
  }
}

/** What a training that went back to a checkpoint has gone over again is told once, as it came in the end. */
export function asTheyCame(told: readonly StepLoss[]): StepLoss[] {
  const kept: StepLoss[] = [];
  for (const one of told) {
    while ((kept.at(-1)?.at ?? -1) >= one.at) kept.pop();
    kept.push(one);
  }
  return kept;
}

/** Means of neighbours, no more than a screen shows. */
export function thinnedLosses(losses: readonly StepLoss[], most: number): StepLoss[] {
  const size = Math.ceil(losses.length / most);
  if (size <= 1) return [...losses];
  const groups = Array.from({ length: Math.ceil(losses.length / size) }, (_, index) =>
    losses.slice(index * size, (index + 1) * size),
  );
  return groups.map((group) => ({
    at: group.at(-1)?.at ?? 0,
    loss: group.reduce((sum, { loss }) => sum + loss, 0) / group.length,
  }));
}

/** Of what came before, so much stays in a smoothed value. */
const memory = 0.8;

/** An exponential moving average that does not lean towards 0 at its beginning (Kingma and Ba 2015, arXiv:1412.6980). */
export function smoothedLosses(losses: readonly StepLoss[]): StepLoss[] {
  let mean = 0;
  return losses.map(({ at, loss }, index) => {
    mean = memory * mean + (1 - memory) * loss;
    return { at, loss: mean / (1 - memory ** (index + 1)) };
  });
}
