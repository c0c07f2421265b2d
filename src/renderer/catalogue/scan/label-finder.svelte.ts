import type { SampleVisits } from '../sample/sample-visits.ts';
import { labelStrings } from './strings.ts';
import { Controller, type WindowCore } from '../../lib/controller.ts';

/** Finds the sample of a label that is held before the camera, and opens it. */
export class LabelFinder extends Controller {
  readonly #visits: SampleVisits;
  #open = $state(false);
  #problem = $state<string>();

  constructor(core: WindowCore, visits: SampleVisits) {
    super(core);
    this.#visits = visits;
  }

  /** Whether labels are being looked for. */
  get open(): boolean {
    return this.#open;
  }

  /** Why the code that was seen last is no sample of this lab. */
  get problem(): string | undefined {
    return this.#problem;
  }

  show(): void {
    this.#problem = undefined;
    this.#open = true;
  }

  close(): void {
    this.#open = false;
  }

  /** Opens the sample of a label; what is none is said, and the next label is waited for. */
  async found(text: string): Promise<void> {
    if (!this.#open) return;
    const read = await this.notices.guard(() => this.api.catalogue.sampleOfLabel({ text }));
    if (read === undefined) this.close();
    else if (read.sample !== null) {
      this.close();
      await this.#visits.open(read.sample);
    } else if (read.label === null) this.#problem = labelStrings.notOurs(text.slice(0, 120));
    else this.#problem = labelStrings.unknown(read.label.number, read.label.surveyName);
  }
}
