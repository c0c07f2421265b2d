import type { WatchState } from '#shared/domain/watch.ts';
import type { LabController } from '../../shell/lab/lab-controller.svelte.ts';
import { photosStrings } from './strings.ts';
import { Controller, type Upon, type WindowCore } from '../../lib/controller.ts';

/** The folder into which a microscope's own program saves, and the sample that its photos appear in. */
export class WatchController extends Controller {
  override readonly upon: Upon = { enter: () => this.refresh() };
  readonly #lab: LabController;
  #state = $state.raw<WatchState | null>(null);

  constructor(core: WindowCore, lab: LabController) {
    super(core);
    this.#lab = lab;
    core.untilDisposed(this.api.watch.onChanged((state) => (this.#state = state)));
  }

  /** Null while no folder is watched. */
  get state(): WatchState | null {
    return this.#state;
  }

  /** Asks for a folder and watches it. @param sample the one that gets what appears. */
  async chooseAndStart(sample: number | undefined): Promise<void> {
    const directory = await this.#lab.chooseFolder(photosStrings.watchTitle);
    if (directory === undefined) return;
    await this.notices.guard(async () => {
      this.#state = await this.api.watch.start({ directory, sample: sample ?? null });
    });
  }

  /** Says which sample is looked at now. */
  async aim(sample: number | undefined): Promise<void> {
    if (this.#state !== null) await this.notices.guard(() => this.api.watch.aim({ sample: sample ?? null }));
  }

  async stop(): Promise<void> {
    await this.notices.guard(() => this.api.watch.stop());
  }

  async refresh(): Promise<void> {
    this.#state = await this.api.watch.state();
  }

  override reset(): void {
    this.#state = null;
  }
}
