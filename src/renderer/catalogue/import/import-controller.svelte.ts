import type { ImportResult } from '#shared/domain/import.ts';
import { type Job, resultOf } from '#shared/jobs/job.ts';
import { ImportPreview } from './import-preview.svelte.ts';
import type { JobsController } from '../../shell/jobs/jobs-controller.svelte.ts';
import type { LabController } from '../../shell/lab/lab-controller.svelte.ts';
import { Controller, type Upon, type WindowCore } from '../../lib/controller.ts';
import { catalogueStrings } from '../strings.ts';

/** Looking at a folder, importing it, following that, and what it reported. */
export class ImportController extends Controller {
  override readonly upon: Upon = { entered: () => this.#showFilling() };
  readonly preview: ImportPreview;
  readonly #jobs: JobsController;
  readonly #lab: LabController;
  #shownJob = $state<number>();

  /** The import being shown; one that is under way shows itself. */
  readonly job: Job | undefined;
  readonly report: ImportResult | undefined;

  constructor(core: WindowCore, jobs: JobsController, lab: LabController) {
    super(core);
    this.preview = new ImportPreview(core, jobs);
    this.#jobs = jobs;
    this.#lab = lab;
    this.job = $derived(jobs.find(this.#shownJob) ?? jobs.active('import', 'add-photos', 'demo'));
    this.report = $derived(resultOf(this.job, 'import', 'add-photos', 'demo'));
  }

  /** Asks for a folder and shows what an import would make of it. */
  async chooseAndLook(): Promise<void> {
    const directory = await this.#lab.chooseFolder(catalogueStrings.importTitle);
    if (directory !== undefined) await this.preview.look(directory);
  }

  /** Imports what the preview shows. */
  async confirm(): Promise<void> {
    const job = await this.preview.confirm();
    if (job !== undefined) this.show(job);
  }

  show(job: number): void {
    this.#shownJob = job;
  }

  hide(): void {
    if (this.#shownJob !== undefined) this.#jobs.putAway(this.#shownJob);
    this.#shownJob = undefined;
  }

  override reset(): void {
    this.#shownJob = undefined;
  }

  /** A lab that is being filled while it is opened shows that, also when it is done. */
  #showFilling(): void {
    this.#shownJob = this.#jobs.active('import', 'demo')?.id;
  }
}
