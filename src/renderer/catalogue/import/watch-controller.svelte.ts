import { z } from 'zod';
import type { SampleRow } from '#shared/domain/sample.ts';
import { type FarKey, farKeys } from '#shared/domain/shell.ts';
import type { WatchState } from '#shared/domain/watch.ts';
import { Controller, type Upon, type WindowCore } from '../../lib/controller.ts';
import { refresher } from '../../lib/refresher.ts';
import { Remembered } from '../../lib/remembered.svelte.ts';
import type { EditsController } from '../../shell/edits/edits-controller.svelte.ts';
import type { LabController } from '../../shell/lab/lab-controller.svelte.ts';
import type { CatalogueController } from '../catalogue-controller.svelte.ts';
import type { ImportController } from './import-controller.svelte.ts';
import { watchStrings } from './strings.ts';

interface Surroundings {
  readonly lab: LabController;
  readonly edits: EditsController;
  readonly catalogue: CatalogueController;
  readonly imports: ImportController;
}

/**
 * The folder into which a microscope's own program saves, and the sample that its photos appear in: the one that was aimed
 * at, whatever is selected or looked at meanwhile.
 */
export class WatchController extends Controller {
  override readonly upon: Upon = {
    enter: () => this.refresh(),
    catalogue: () => this.refresh(),
    details: () => this.refresh(),
  };
  readonly #around: Surroundings;
  readonly #farKey: Remembered<FarKey>;
  #state = $state.raw<WatchState | null>(null);
  #target = $state.raw<SampleRow>();
  /** Null while nobody has asked the system. */
  #heard = $state<boolean | null>(null);

  /** Looks again at what is watched and at the sample that is aimed at: an undo may have changed both. */
  readonly refresh = refresher(async () => {
    await this.#take(await this.api.watch.state());
  });

  constructor(core: WindowCore, around: Surroundings) {
    super(core);
    this.#around = around;
    this.#farKey = new Remembered(
      core.outside.storage,
      'far-key',
      z.enum(farKeys).default('CommandOrControl+Alt+N'),
    );
    core.untilDisposed(this.api.watch.onChanged((state) => void this.notices.guard(() => this.#take(state))));
    core.untilDisposed(this.api.shell.onFarKey(() => void this.next()));
  }

  /** Null while no folder is watched. */
  get state(): WatchState | null {
    return this.#state;
  }

  /** The sample that gets what appears, with the photos that it has; undefined where none does. */
  get target(): SampleRow | undefined {
    return this.#target;
  }

  /** The sample that is looked at, where it is another one than the one that is aimed at. */
  get other(): SampleRow | undefined {
    const seen = this.#around.catalogue.tile?.sample;
    return seen?.id === this.#state?.sample ? undefined : seen;
  }

  /** The key that says "next fragment" also while another program has the focus. */
  get farKey(): FarKey {
    return this.#farKey.value;
  }

  /** Whether the system has refused that key. */
  get farKeyRefused(): boolean {
    return this.#heard === false;
  }

  /** Asks for a folder and watches it; what appears in it goes to the sample that is looked at when this is asked for. */
  async chooseAndStart(): Promise<void> {
    const sample = this.#around.catalogue.tile?.sample.id ?? null;
    const directory = await this.#around.lab.chooseFolder(watchStrings.choose, { where: 'there' });
    if (directory === undefined) return;
    await this.notices.guard(async () => this.#take(await this.api.watch.start({ directory, sample })));
  }

  /** Aims at the sample that is looked at now. */
  async aimAtOther(): Promise<void> {
    const sample = this.other?.id;
    if (sample !== undefined) await this.notices.guard(() => this.api.watch.aim({ sample }));
  }

  /** Goes on to the next fragment: makes a sample of the same survey, and aims at it. */
  async next(): Promise<void> {
    if (this.#state === null) return;
    const { catalogue, edits } = this.#around;
    const survey = catalogue.surveyForNew;
    const made = await edits.make(() => this.api.watch.next({ ...(survey !== undefined && { survey }) }));
    if (made !== undefined) await this.refresh();
  }

  async setFarKey(key: FarKey): Promise<void> {
    this.#farKey.value = key;
    if (this.#state !== null) await this.#hear(key);
  }

  /** Adds what waits in the folder to the sample that is aimed at, in one step. */
  async addWaiting(): Promise<void> {
    const sample = this.#target?.id;
    if (sample === undefined) return;
    await this.#withWaiting(async (files) => {
      const { job } = await this.api.catalogue.addPhotos({ files, to: { sample } });
      this.#around.imports.show(job);
    });
  }

  /** Shows what samples the photos that wait in the folder would make. */
  async groupWaiting(): Promise<void> {
    const { catalogue, imports } = this.#around;
    const survey = this.#target?.survey ?? catalogue.surveyForNew;
    const name = catalogue.surveys.find(({ id }) => id === survey)?.name;
    await this.#withWaiting((files) => imports.preview.lookAtFiles(files, name));
  }

  async leaveWaiting(): Promise<void> {
    await this.notices.guard(() => this.api.watch.leaveWaiting());
  }

  async stop(): Promise<void> {
    await this.notices.guard(() => this.api.watch.stop());
  }

  override reset(): void {
    this.#state = null;
    this.#target = undefined;
    if (this.#heard !== null) void this.#hear(null);
  }

  async #withWaiting(work: (files: string[]) => Promise<void>): Promise<void> {
    await this.notices.guard(async () => {
      const files = await this.api.watch.waiting();
      if (files.length > 0) await work(files);
      await this.api.watch.leaveWaiting();
    });
  }

  async #take(state: WatchState | null): Promise<void> {
    const before = this.#state;
    this.#state = state;
    if (state === null) this.#target = undefined;
    if (state === null && before !== null) await this.#hear(null);
    if (state !== null && before === null) await this.#hear(this.farKey);
    if (state === null) return;
    const { sample } = state;
    const rows = sample === null ? [] : await this.api.catalogue.samples({ ids: [sample] });
    // Another sample may be aimed at by the time that the answer is there.
    if (this.#state?.sample === sample) this.#target = rows[0];
  }

  async #hear(key: FarKey | null): Promise<void> {
    const answer = await this.notices.guard(() => this.api.shell.hearFarKey({ key }));
    this.#heard = key === null ? null : (answer?.heard ?? false);
  }
}
