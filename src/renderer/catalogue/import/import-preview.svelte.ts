import { valueNamed } from '#shared/domain/named-record.ts';
import type { ImportLayout } from '#shared/domain/import.ts';
import type { ImportPlan } from '#shared/domain/import-plan.ts';
import { folderAround } from '#shared/imports/file-names.ts';
import type { Grouping } from '#shared/imports/grouping.ts';
import type { ColumnMap, TableField } from '#shared/imports/table-columns.ts';
import { type Job, resultOf } from '#shared/jobs/job.ts';
import type { Api } from '../../lib/api.ts';
import { type JobsController, isActive } from '../../shell/jobs/jobs-controller.svelte.ts';
import { Controller, type WindowCore } from '../../lib/controller.ts';
import { FilePictures } from '../../lib/file-pictures.svelte.ts';
import { nextGrouping, withMore } from './grouping-keys.ts';
import { previewStrings as words } from './strings.ts';

/** What is asked of an import besides its folder. */
interface Wishes {
  readonly directory: string;
  /** Files that were chosen one by one; undefined: all of the folder. */
  readonly files: readonly string[] | undefined;
  /** Undefined: what the folder says. */
  readonly survey: string | undefined;
  readonly layout: ImportLayout;
  /** Of a flat folder; undefined: as is proposed. */
  readonly grouping: Grouping | undefined;
  readonly table: { readonly file: string; readonly columns: ColumnMap } | undefined;
  /** By folder, where a person chose otherwise than the folder's name says. */
  readonly classes: Readonly<Record<string, string | null>>;
  /** By file, where a person decided between several classes. */
  readonly labels: Readonly<Record<string, string | null>>;
  readonly site: string | undefined;
}

const nothingSaid = {
  files: undefined,
  survey: undefined,
  layout: 'auto',
  grouping: undefined,
  table: undefined,
  classes: {},
  labels: {},
  site: undefined,
} as const satisfies Omit<Wishes, 'directory'>;

/** A folder before it is imported: what would be made of it, and what a person would have otherwise. */
export class ImportPreview extends Controller {
  readonly thumbnails: FilePictures;
  readonly #jobs: JobsController;
  #wishes = $state.raw<Wishes>();
  #job = $state<number>();
  /** The newest plan: it stays in view while another is made. */
  #last = $state.raw<ImportPlan>();

  constructor(core: WindowCore, jobs: JobsController) {
    super(core);
    this.#jobs = jobs;
    this.thumbnails = new FilePictures(core.api);
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

  get site(): string {
    return this.#wishes?.site ?? '';
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
    this.#forget();
    await this.#ask({ ...nothingSaid, directory });
  }

  /** Looks at files that were chosen one by one, as at a flat folder. @param survey that they go to. */
  async lookAtFiles(files: readonly string[], survey: string | undefined): Promise<void> {
    this.#forget();
    await this.#ask({ ...nothingSaid, directory: folderAround(files), files, survey, layout: 'flat' });
  }

  /** Looks again, since what is asked decides what is there already. */
  async change(change: { survey?: string; layout?: ImportLayout }): Promise<void> {
    if (this.#wishes === undefined) return;
    const survey = change.survey === undefined ? this.#wishes.survey : change.survey.trim() || undefined;
    const layout = change.layout ?? this.#wishes.layout;
    // What was said of one layout means nothing in another.
    const keeps = change.layout === undefined || change.layout === this.#wishes.layout;
    await this.#ask({
      ...this.#wishes,
      survey,
      layout,
      ...(keeps ? {} : { grouping: undefined, classes: {} }),
    });
  }

  /** Groups the photos of a flat folder otherwise; undefined: as is proposed. */
  async group(grouping: Grouping | undefined): Promise<void> {
    if (this.#wishes !== undefined) await this.#ask({ ...this.#wishes, grouping });
  }

  /** Groups by a key: a way of grouping, a number of photos, more or less of what it is. @returns whether the key is one. */
  groupByKey(key: string): boolean {
    const grouping = this.plan?.flat?.grouping;
    if (grouping === undefined) return false;
    const next = key === '+' || key === '-' ? withMore(grouping, key) : nextGrouping(key, grouping);
    if (next === undefined) return false;
    void this.group(next);
    return true;
  }

  /** Asks for a table and reads it. */
  async chooseTable(): Promise<void> {
    const file = await this.notices.guard(() => this.api.shell.chooseTable({ title: words.tableTitle }));
    if (typeof file !== 'string' || this.#wishes === undefined) return;
    await this.#ask({ ...this.#wishes, table: { file, columns: {} } });
  }

  async leaveTable(): Promise<void> {
    if (this.#wishes !== undefined) await this.#ask({ ...this.#wishes, table: undefined });
  }

  /** Says which column a field of the table is in; '' for none. */
  async chooseColumn(field: TableField, header: string): Promise<void> {
    const table = this.#wishes?.table;
    if (this.#wishes === undefined || table === undefined) return;
    await this.#ask({
      ...this.#wishes,
      table: { ...table, columns: { ...table.columns, [field]: header } },
    });
  }

  /** Chooses what a folder stands for; nothing written is no class. */
  chooseClass(folder: string, name: string): void {
    if (this.#wishes === undefined) return;
    const chosen = name.trim() === '' ? null : name.trim();
    this.#wishes = { ...this.#wishes, classes: { ...this.#wishes.classes, [folder]: chosen } };
  }

  /** Says that folders are one class; without a name, that each is its own. */
  async settleClasses(folders: readonly string[], name?: string): Promise<void> {
    if (this.#wishes === undefined) return;
    const said = (this.plan?.folders ?? [])
      .filter(({ folder }) => folders.includes(folder))
      .map(({ folder, class: own }) => [folder, name ?? own] as const);
    await this.#ask({
      ...this.#wishes,
      classes: { ...this.#wishes.classes, ...Object.fromEntries(said) },
    });
  }

  /** Says which class a photo has that several are given to; null: none. */
  async decide(files: readonly string[], className: string | null): Promise<void> {
    if (this.#wishes === undefined) return;
    const said = Object.fromEntries(files.map((file) => [file, className]));
    await this.#ask({ ...this.#wishes, labels: { ...this.#wishes.labels, ...said } });
  }

  /** Names the survey's site; nothing written leaves it open. */
  chooseSite(name: string): void {
    if (this.#wishes !== undefined) this.#wishes = { ...this.#wishes, site: name.trim() || undefined };
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
    this.#forget();
  }

  override reset(): void {
    this.#forget();
  }

  #forget(): void {
    this.#wishes = undefined;
    this.#job = undefined;
    this.#last = undefined;
    this.thumbnails.clear();
  }

  async #ask(wishes: Wishes): Promise<void> {
    // Of a look that was not waited for nobody wants the end.
    if (this.looking && this.#job !== undefined) void this.#jobs.cancel(this.#job);
    this.#last = this.plan;
    this.#wishes = wishes;
    const started = await this.notices.guard(() => this.api.catalogue.planImport(optionsOf(wishes)));
    // Another question may have been asked since.
    if (this.#wishes !== wishes) return;
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
  files,
  survey,
  layout,
  grouping,
  table,
  classes,
  labels,
  site,
}: Wishes): Parameters<Api['catalogue']['import']>[0] {
  return {
    directory,
    layout,
    classes: { ...classes },
    labels: { ...labels },
    ...(files !== undefined && { files: [...files] }),
    ...(survey !== undefined && { survey }),
    // A grouping is for photos in no folders; with another layout it would be refused.
    ...(grouping !== undefined && { grouping }),
    ...(table !== undefined && { table }),
    ...(site !== undefined && { site }),
  };
}
