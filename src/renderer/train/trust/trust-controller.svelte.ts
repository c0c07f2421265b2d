import type { Confidences } from '#shared/contract/topics/figures.ts';
import type { ModelTrust } from '#shared/contract/topics/trust.ts';
import { toWireError } from '#shared/errors.ts';
import { Controller, type Upon } from '../../lib/controller.ts';

/** What a model's confidences are worth: how they are read in this lab, and what they were read on. */
export interface ShownTrust extends ModelTrust {
  /** Null where the split had neither a test nor a validation side. */
  readonly confidences: Confidences | null;
}

/** How far one model is trusted, and the person's say in it. */
export class TrustController extends Controller {
  override readonly upon: Upon = { models: () => this.refresh() };
  #shown = $state.raw<ShownTrust>();

  get shown(): ShownTrust | undefined {
    return this.#shown;
  }

  /** Reads a model and what its run said; runs of an older Strandline have nothing to show. */
  async show(model: number, run: number): Promise<void> {
    try {
      const [trust, confidences] = await Promise.all([
        this.api.trust.get({ model }),
        this.api.figures.confidences({ run }),
      ]);
      this.#shown = { ...trust, confidences };
    } catch (error) {
      this.#shown = undefined;
      if (toWireError(error).code !== 'not-found') this.notices.report(error);
    }
  }

  async setTarget(target: number): Promise<void> {
    const shown = this.#shown;
    if (shown === undefined) return;
    const trust = await this.notices.guard(() => this.api.trust.setTarget({ model: shown.model, target }));
    if (trust !== undefined) this.#shown = { ...shown, ...trust };
  }

  /** An undo elsewhere may have taken a choice back. */
  async refresh(): Promise<void> {
    const shown = this.#shown;
    if (shown === undefined) return;
    const trust = await this.api.trust.get({ model: shown.model });
    this.#shown = { ...shown, ...trust };
  }

  override reset(): void {
    this.#shown = undefined;
  }
}
