import type { StepLoss } from '#shared/learning/step-loss.ts';
import { Controller } from '../../lib/controller.ts';

/** How often it is looked again while a run trains, in milliseconds: its worker writes one loss a second at most. */
const everyMs = 2000;

/** The training loss of the open run, step by step, while it trains. */
export class RunSteps extends Controller {
  #losses = $state.raw<readonly StepLoss[]>([]);
  #run: number | undefined;
  #looked = -Infinity;

  get losses(): readonly StepLoss[] {
    return this.#losses;
  }

  /** Looks again, if not too soon. A loss that cannot be read is no reason to disturb a person. */
  async look(run: number): Promise<void> {
    const now = performance.now();
    if (run === this.#run && now - this.#looked < everyMs) return;
    if (run !== this.#run) this.#losses = [];
    this.#run = run;
    this.#looked = now;
    try {
      const losses = await this.api.runs.steps({ run });
      if (run === this.#run) this.#losses = losses;
    } catch {
      // The curve by epochs tells what there is.
    }
  }

  override reset(): void {
    this.#run = undefined;
    this.#losses = [];
  }
}
