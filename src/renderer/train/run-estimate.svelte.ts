import type { Api } from '../lib/api.ts';
import { toWireError } from '#shared/errors.ts';
import type { Strategy } from '#shared/learning/recipe.ts';
import { Controller } from '../lib/controller.ts';

export type Question = Parameters<Api['training']['estimate']>[0];
type Estimate = Awaited<ReturnType<Api['training']['estimate']>>;

/** How long the next run would take; only the newest question counts. */
export class RunEstimate extends Controller {
  #value = $state.raw<Estimate>();
  #failure = $state<string>();
  #asked = $state(false);
  #newest = '';
  /** Of the photos that are chosen, by strategy: whoever looks at another one finds what was measured. */
  #seconds = $state.raw<Partial<Record<Strategy, number>>>({});
  #measuredFor = '';

  get value(): Estimate | undefined {
    return this.#value;
  }

  get failure(): string | undefined {
    return this.#failure;
  }

  get measuring(): boolean {
    return this.#asked;
  }

  /** How long the next run would take by a strategy, as it was measured last; undefined where it was not. */
  secondsOf(strategy: Strategy): number | undefined {
    return this.#seconds[strategy];
  }

  async ask(question: Question): Promise<void> {
    const text = JSON.stringify(question);
    if (text === this.#newest) return;
    this.#newest = text;
    this.#asked = true;
    try {
      const value = await this.api.training.estimate(question);
      if (this.#newest !== text) return;
      this.#value = value;
      this.#failure = undefined;
      this.#remember(question, value.seconds);
    } catch (error) {
      if (this.#newest !== text) return;
      this.#value = undefined;
      this.#failure = toWireError(error).message;
    }
    this.#asked = false;
  }

  #remember({ recipe: { strategy }, photos, classes }: Question, seconds: number): void {
    const measuredFor = JSON.stringify([photos, classes]);
    const others = measuredFor === this.#measuredFor ? this.#seconds : {};
    this.#measuredFor = measuredFor;
    this.#seconds = { ...others, [strategy]: seconds };
  }

  /** Nothing can be asked now. */
  override reset(): void {
    this.#newest = '';
    this.#seconds = {};
    this.#value = undefined;
    this.#failure = undefined;
    this.#asked = false;
  }
}
