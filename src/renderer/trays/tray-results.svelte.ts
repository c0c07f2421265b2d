import type { ModelRow } from '#shared/contract/topics/models.ts';
import type { OutlinedForm, TrayExportFormat, TrayExportResult } from '#shared/domain/tray-export.ts';
import { type Job, resultOf } from '#shared/jobs/job.ts';
import { Controller, type WindowCore } from '../lib/controller.ts';
import type { ModelsController } from '../models/models-controller.svelte.ts';
import { type JobsController, isActive } from '../shell/jobs/jobs-controller.svelte.ts';
import type { LabController } from '../shell/lab/lab-controller.svelte.ts';
import { trayStrings as words } from './strings.ts';
import type { TraysController } from './trays-controller.svelte.ts';

/** What of the window it needs. */
interface Around {
  readonly models: ModelsController;
  readonly jobs: JobsController;
  readonly lab: LabController;
}

/** Which trays are written. */
export const exportScopes = ['tray', 'survey', 'all'] as const;
type TrayExportScope = (typeof exportScopes)[number];

/** What becomes of a tray that was reviewed: a model's verdicts, samples, and files for others. */
export class TrayResults extends Controller {
  readonly #trays: TraysController;
  readonly #around: Around;
  #chosen = $state<number>();
  #asking = $state(false);
  #promoting = $state(false);
  #job = $state<number>();
  format = $state<TrayExportFormat>('csv');
  /** Form of the pictures with outlines. */
  picture = $state<OutlinedForm>('jpeg');
  scope = $state<TrayExportScope>('tray');
  /** Whether trays go along that nobody has reviewed. */
  unreviewed = $state(false);

  constructor(core: WindowCore, trays: TraysController, around: Around) {
    super(core);
    this.#trays = trays;
    this.#around = around;
  }

  /** Models that can be asked. */
  get models(): readonly ModelRow[] {
    return this.#around.models.list.filter(
      ({ retiredAt, damaged }) => retiredAt === null && damaged === null,
    );
  }

  /** The model that is asked: the chosen one, else the one in use, else the best. */
  get model(): ModelRow | undefined {
    const { models } = this;
    return models.find(({ id }) => id === this.#chosen) ?? models.find(({ inUse }) => inUse) ?? models[0];
  }

  /** Whether a model looks at the things of a tray. */
  get asking(): boolean {
    return this.#asking;
  }

  /** Whether samples are being made. */
  get promoting(): boolean {
    return this.#promoting;
  }

  /** What counts in the tray and is no sample yet. */
  get unsampled(): readonly number[] {
    return this.#trays.detections
      .filter(({ state, sample }) => state === 'accepted' && sample === null)
      .map(({ id }) => id);
  }

  /** The export that was started last. */
  get job(): Job | undefined {
    return this.#around.jobs.find(this.#job);
  }

  get exporting(): boolean {
    return this.job !== undefined && isActive(this.job);
  }

  /** What it has written. */
  get report(): TrayExportResult | undefined {
    return resultOf(this.job, 'export-trays');
  }

  choose(model: number): void {
    this.#chosen = model;
  }

  /** Asks the model about what was accepted or proposed; classes that a person gave stay. */
  async ask(): Promise<void> {
    const { tray } = this.#trays;
    const { model } = this;
    if (tray === undefined || this.#asking) return;
    if (model === undefined) {
      this.notices.tell(words.noModel);
      return;
    }
    this.#asking = true;
    await this.#trays.make(async () => {
      const said = await this.api.trays.classify({ trays: [tray.id], model: model.id });
      this.notices.tell(words.modelSaid(model.name, said));
    });
    this.#asking = false;
  }

  /** Makes samples of what counts and is none yet. */
  async promote(): Promise<void> {
    const detections = [...this.unsampled];
    if (this.#promoting) return;
    if (detections.length === 0) {
      this.notices.tell(words.nothingToPromote);
      return;
    }
    this.#promoting = true;
    await this.#trays.make(async () => {
      const { samples } = await this.api.trays.promote({ detections });
      this.notices.tell(words.promoted(samples.length));
    });
    this.#promoting = false;
  }

  /** Asks for a folder and writes into it. */
  async export(): Promise<void> {
    const { tray } = this.#trays;
    if (tray === undefined || this.exporting) return;
    const directory = await this.#around.lab.chooseFolder(words.exportChoose, { isNew: true });
    if (directory === undefined) return;
    const { format, picture, unreviewed } = this;
    const which = { tray: { trays: [tray.id] }, survey: { survey: tray.survey.id }, all: {} }[this.scope];
    await this.notices.guard(async () => {
      this.#job = (await this.api.trays.export({ directory, format, picture, unreviewed, ...which })).job;
    });
  }

  /** Shows what an export has written. */
  show(job: number): void {
    this.#job = job;
  }

  /** Shows the folder that was written where the system shows folders. */
  async openFolder(): Promise<void> {
    const { report } = this;
    if (report !== undefined)
      await this.notices.guard(() => this.api.shell.openFile({ written: report.directory }));
  }

  putReportAway(): void {
    this.#job = undefined;
  }

  override reset(): void {
    this.#job = undefined;
    this.#chosen = undefined;
    this.scope = 'tray';
  }
}
