import type { Explained, Frame } from '#shared/contract/topics/bench.ts';
import { type Calibration, type Verdict, verdictOf } from '#shared/learning/prediction/verdict.ts';
import { Controller } from '../../lib/controller.ts';

/** Why a model says what it says of one picture that was held still. */
export interface Reasons extends Explained {
  readonly verdict: Verdict | undefined;
}

interface Asked {
  readonly model: number | undefined;
  /** How predictions become verdicts; undefined where the verdict is known already. */
  readonly calibration?: Calibration | undefined;
  readonly of: Frame | { readonly file: string };
}

/** Holds a picture and asks why, until it is let go. */
export class Explainer extends Controller {
  #reasons = $state.raw<Reasons>();
  #busy = $state(false);
  /** What the view that is shown would ask. */
  #way = $state.raw<() => Asked | undefined>();
  /** Rises with every question: an answer that was let go meanwhile is not shown. */
  #question = 0;

  get reasons(): Reasons | undefined {
    return this.#reasons;
  }

  get busy(): boolean {
    return this.#busy;
  }

  /** Whether there is a picture to ask about. */
  get canAsk(): boolean {
    return this.#way !== undefined;
  }

  /** A view says what is asked of its picture. @returns the function that takes it back. */
  offer(way: () => Asked | undefined): () => void {
    this.#way = way;
    return () => {
      if (this.#way === way) this.#way = undefined;
    };
  }

  /** Asks why, or lets the picture go again. */
  toggle(): void {
    const asked = this.#reasons === undefined && !this.#busy ? this.#way?.() : undefined;
    if (asked === undefined) this.letGo();
    else void this.ask(asked);
  }

  async ask({ model, calibration, of }: Asked): Promise<void> {
    const question = (this.#question += 1);
    this.#busy = true;
    const explained = await this.notices.guard(() =>
      this.api.bench.explain({ of, ...(model !== undefined && { model }) }),
    );
    if (question !== this.#question) return;
    this.#busy = false;
    const verdict = explained && calibration && verdictOf(explained.prediction, calibration);
    this.#reasons = explained && { ...explained, verdict };
  }

  letGo(): void {
    this.#question += 1;
    this.#busy = false;
    this.#reasons = undefined;
  }
}
