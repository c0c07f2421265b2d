import type { Api } from '../lib/api.ts';
import { toWireError } from '#shared/errors.ts';
import { Controller } from '../lib/controller.ts';

export type Question = Parameters<Api['training']['estimate']>[0];
type Estimate = Awaited<ReturnType<Api['training']['estimate']>>;

/** How long the next run would take; only the newest question counts. */
export class RunEstimate extends Controller {
  #value = $state.raw<Estimate>();
  #failure = $state<string>();
  #asked = $state(false);
  #newest = '';

  get value(): Estimate | undefined {
    return this.#value;
  }

  get failure(): string | undefined {
    return this.#failure;
  }

  get measuring(): boolean {
    return this.#asked;
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
    } catch (error) {
      if (this.#newest !== text) return;
      this.#value = undefined;
      this.#failure = toWireError(error).message;
    }
    this.#asked = false;
  }

  /** Nothing can be asked now. */
  override reset(): void {
    this.#newest = '';
    this.#value = undefined;
    this.#failure = undefined;
    this.#asked = false;
  }
}
