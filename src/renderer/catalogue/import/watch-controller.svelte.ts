import type { WatchState } from '#shared/domain/watch.ts';
import type { Api } from '../../lib/api.ts';
import type { LabController } from '../../shell/lab/lab-controller.svelte.ts';
import type { Notices } from '../../shell/notices.svelte.ts';
import { strings } from '../../lib/strings.ts';

/** The folder into which a microscope's own program saves, and the sample that its photos appear in. */
export class WatchController {
  readonly #api: Api;
  readonly #notices: Notices;
  readonly #lab: LabController;
  readonly #unsubscribe: () => void;
  #state = $state.raw<WatchState | null>(null);

  constructor(api: Api, notices: Notices, lab: LabController) {
    this.#api = api;
    this.#notices = notices;
    this.#lab = lab;
    this.#unsubscribe = api.watch.onChanged((state) => (this.#state = state));
  }

  /** Null while no folder is watched. */
  get state(): WatchState | null {
    return this.#state;
  }

  /** Asks for a folder and watches it. @param sample the one that gets what appears. */
  async chooseAndStart(sample: number | undefined): Promise<void> {
    const directory = await this.#lab.chooseFolder(strings.photos.watchTitle);
    if (directory === undefined) return;
    await this.#notices.guard(async () => {
      this.#state = await this.#api.watch.start({ directory, sample: sample ?? null });
    });
  }

  /** Says which sample is looked at now. */
  async aim(sample: number | undefined): Promise<void> {
    if (this.#state !== null)
      await this.#notices.guard(() => this.#api.watch.aim({ sample: sample ?? null }));
  }

  async stop(): Promise<void> {
    await this.#notices.guard(() => this.#api.watch.stop());
  }

  async refresh(): Promise<void> {
    this.#state = await this.#api.watch.state();
  }

  reset(): void {
    this.#state = null;
  }

  dispose(): void {
    this.#unsubscribe();
  }
}
