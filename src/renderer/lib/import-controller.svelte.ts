import { type ImportReport, importReportSchema } from '#shared/catalogue.ts';
import type { ExportFormat } from '#shared/export.ts';
import type { Job } from '#shared/jobs.ts';
import type { Api } from './api.ts';
import type { JobsController } from './jobs-controller.svelte.ts';
import type { LabController } from './lab-controller.svelte.ts';
import type { Notices } from './notices.svelte.ts';
import { strings } from './strings.ts';

/** Starting an import, following it, and what it reported. */
export class ImportController {
  readonly #api: Api;
  readonly #notices: Notices;
  readonly #jobs: JobsController;
  readonly #lab: LabController;
  #shownJob = $state<number>();

  /** The import being shown; one that is under way shows itself. */
  readonly job: Job | undefined;
  readonly report: ImportReport | undefined;

  constructor(api: Api, notices: Notices, jobs: JobsController, lab: LabController) {
    this.#api = api;
    this.#notices = notices;
    this.#jobs = jobs;
    this.#lab = lab;
    this.job = $derived(jobs.find(this.#shownJob) ?? jobs.active('import', 'add-photos', 'demo'));
    this.report = $derived(importReportSchema.safeParse(this.job?.result).data);
  }

  /** Asks for a folder and imports it. */
  async chooseAndImport(): Promise<void> {
    const directory = await this.#lab.chooseFolder(strings.catalogue.importTitle);
    if (directory === undefined) return;
    const started = await this.#notices.guard(() => this.#api.catalogue.import({ directory }));
    if (started !== undefined) this.show(started.job);
  }

  /** Asks for a folder and writes the lab's data into it. */
  async chooseAndExport(format: ExportFormat): Promise<void> {
    const directory = await this.#lab.chooseFolder(strings.catalogue.exportTitle, true);
    if (directory === undefined) return;
    await this.#notices.guard(() => this.#api.catalogue.export({ directory, format }));
  }

  /** Asks for a folder and writes a sheet of labels for these samples into it. */
  async chooseAndLabel(samples: number[]): Promise<void> {
    const directory = await this.#lab.chooseFolder(strings.catalogue.exportTitle, true);
    if (directory === undefined || samples.length === 0) return;
    const sheet = await this.#notices.guard(() => this.#api.catalogue.labelSheet({ directory, samples }));
    if (sheet !== undefined) this.#notices.tell(strings.catalogue.labelsWritten(sheet.labels, sheet.file));
  }

  show(job: number): void {
    this.#shownJob = job;
  }

  hide(): void {
    if (this.#shownJob !== undefined) this.#jobs.putAway(this.#shownJob);
    this.#shownJob = undefined;
  }

  reset(): void {
    this.#shownJob = undefined;
  }
}
