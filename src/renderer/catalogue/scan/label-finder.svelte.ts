import type { FoundSample } from '#shared/domain/catalogue.ts';
import type { Api } from '../../lib/api.ts';
import type { Notices } from '../../shell/notices.svelte.ts';
import { strings } from '../../lib/strings.ts';

/** Finds the sample of a label that is held before the camera, and opens it. */
export class LabelFinder {
  readonly #api: Api;
  readonly #notices: Notices;
  readonly #openSample: (sample: FoundSample) => Promise<void>;
  #open = $state(false);
  #problem = $state<string>();

  constructor(api: Api, notices: Notices, openSample: (sample: FoundSample) => Promise<void>) {
    this.#api = api;
    this.#notices = notices;
    this.#openSample = openSample;
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
    const read = await this.#notices.guard(() => this.#api.catalogue.sampleOfLabel({ text }));
    if (read === undefined) this.close();
    else if (read.sample !== null) {
      this.close();
      await this.#openSample(read.sample);
    } else if (read.label === null) this.#problem = strings.labels.notOurs(text.slice(0, 120));
    else this.#problem = strings.labels.unknown(read.label.number, read.label.surveyName);
  }
}
