import { valueNamed } from '#shared/domain/named-record.ts';
import type { ImportLayout } from '#shared/domain/import.ts';
import type { ImportPlan } from '#shared/domain/import-plan.ts';
import { type Job, resultOf } from '#shared/jobs/job.ts';
import type { Api } from '../../lib/api.ts';
import { type JobsController, isActive } from '../../shell/jobs/jobs-controller.svelte.ts';
import { Controller, type WindowCore } from '../../lib/controller.ts';

/** What is asked of an import besides its folder. */
interface Wishes {
  readonly directory: string;
  /** Undefined: what the folder says. */
  readonly survey: string | undefined;
  readonly layout: ImportLayout;
  /** By folder, where a person chose otherwise than the folder's name says. */
  readonly classes: Readonly<Record<string, string | null>>;
}

/** A folder before it is imported: what would be made of it, and what a person would have otherwise. */
export class ImportPreview extends Controller {
  readonly #jobs: JobsController;
  #wishes = $state.raw<Wishes>();
  #job = $state<number>();
  /** The newest plan: it stays in view while another is made. */
  #last = $state.raw<ImportPlan>();

  constructor(core: WindowCore, jobs: JobsController) {
    super(core);
    this.#jobs = jobs;
  }

  get open(): boolean {
    return this.#wishes !== undefined;
  }

  get directory(): string {
    return this.#wishes?.directory ?? '';
  }

  get survey(): string {
    return this.#wishes?.survey ?? '';
  }

  get layout(): ImportLayout {
    return this.#wishes?.layout ?? 'auto';
  }

  /** The look at the folder that is under way, or the last. */
  get job(): Job | undefined {
    return this.#jobs.find(this.#job);
  }

  get looking(): boolean {
    return this.job === undefined ? this.#job !== undefined : isActive(this.job);
  }

  /** What the import would come to, with the classes that were chosen. */
  get plan(): ImportPlan | undefined {
    const plan = resultOf(this.job, 'import-plan') ?? this.#last;
    if (plan === undefined) return undefined;
    const folders = plan.folders.map((folder) => ({ ...folder, class: this.#classOf(folder) }));
    return { ...plan, folders };
  }

  get newPhotos(): number {
    return this.plan?.folders.reduce((sum, { photos }) => sum + photos, 0) ?? 0;
  }

  get newSamples(): number {
    return this.plan?.folders.reduce((sum, { samples }) => sum + samples, 0) ?? 0;
  }

  /** Looks at a folder. */
  async look(directory: string): Promise<void> {
    this.#last = undefined;
    await this.#ask({ directory, survey: undefined, layout: 'auto', classes: {} });
  }

  /** Looks again, since what is asked decides what is there already. */
  async change(change: { survey?: string; layout?: ImportLayout }): Promise<void> {
    if (this.#wishes === undefined) return;
    const survey = change.survey === undefined ? this.#wishes.survey : change.survey.trim() || undefined;
    await this.#ask({ ...this.#wishes, survey, layout: change.layout ?? this.#wishes.layout });
  }

  /** Chooses what a folder stands for; nothing written is no class. */
  chooseClass(folder: string, name: string): void {
    if (this.#wishes === undefined) return;
    const chosen = name.trim() === '' ? null : name.trim();
    this.#wishes = { ...this.#wishes, classes: { ...this.#wishes.classes, [folder]: chosen } };
  }

  /** Imports as it was shown. @returns the job; undefined where it was refused. */
  async confirm(): Promise<number | undefined> {
    const wishes = this.#wishes;
    if (wishes === undefined) return undefined;
    const started = await this.notices.guard(() => this.api.catalogue.import(optionsOf(wishes)));
    if (started !== undefined) this.close();
    return started?.job;
  }

  close(): void {
    if (this.looking && this.#job !== undefined) void this.#jobs.cancel(this.#job);
    this.#wishes = undefined;
    this.#job = undefined;
    this.#last = undefined;
  }

  override reset(): void {
    this.#wishes = undefined;
    this.#job = undefined;
    this.#last = undefined;
  }

  async #ask(wishes: Wishes): Promise<void> {
    this.#last = this.plan;
    this.#wishes = wishes;
    const started = await this.notices.guard(() => this.api.catalogue.planImport(optionsOf(wishes)));
    if (started === undefined) this.close();
    else this.#job = started.job;
  }

  #classOf({ folder, class: name }: ImportPlan['folders'][number]): string | null {
    const chosen = valueNamed(this.#wishes?.classes ?? {}, folder);
    return chosen === undefined ? name : chosen;
  }
}

function optionsOf({
  directory,
  survey,
  layout,
  classes,
}: Wishes): Parameters<Api['catalogue']['import']>[0] {
  return { directory, layout, classes: { ...classes }, ...(survey !== undefined && { survey }) };
}
