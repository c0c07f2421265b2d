import type { CsvDialect, ExportFormat, ExportResult, ExportScope } from '#shared/domain/export.ts';
import { type Job, resultOf } from '#shared/jobs/job.ts';
import type { CatalogueController } from '../catalogue-controller.svelte.ts';
import { type JobsController, isActive } from '../../shell/jobs/jobs-controller.svelte.ts';
import type { LabController } from '../../shell/lab/lab-controller.svelte.ts';
import { exportStrings as words } from './strings.ts';
import { Controller, type WindowCore } from '../../lib/controller.ts';

/** What can be written: the lab's data in a format, or labels to print. */
export type OutputFormat = ExportFormat | 'labels';
export type ScopeKind = 'all' | 'survey' | 'filter' | 'selection';

interface Choice {
  readonly kind: ScopeKind;
  readonly name: string;
  /** Undefined where it is not counted. */
  readonly samples: number | undefined;
}

/** What is written out of the lab: which samples, how, and where to. */
export class ExportController extends Controller {
  readonly #jobs: JobsController;
  readonly #lab: LabController;
  readonly #catalogue: CatalogueController;
  #job = $state<number>();
  #directory = $state<string>();
  #kind = $state<ScopeKind>('all');
  format = $state<OutputFormat>('csv');
  dialect = $state<CsvDialect>('comma');

  /** What can be exported now. */
  readonly choices: readonly Choice[];

  constructor(core: WindowCore, jobs: JobsController, lab: LabController, catalogue: CatalogueController) {
    super(core);
    this.#jobs = jobs;
    this.#lab = lab;
    this.#catalogue = catalogue;
    this.choices = $derived(this.#choicesNow());
  }

  get directory(): string | undefined {
    return this.#directory;
  }

  /** The export that was started last. */
  get job(): Job | undefined {
    return this.#jobs.find(this.#job);
  }

  get running(): boolean {
    return this.job !== undefined && isActive(this.job);
  }

  get report(): ExportResult | undefined {
    return resultOf(this.job, 'export');
  }

  /** The scope that is chosen; all where what was chosen is not there any more. */
  get kind(): ScopeKind {
    return this.choices.some(({ kind }) => kind === this.#kind) ? this.#kind : 'all';
  }

  choose(kind: ScopeKind): void {
    this.#kind = kind;
  }

  /** Begins with what the person looks at. */
  open(): void {
    const { survey, ...rest } = this.#catalogue.filter;
    const narrowed = Object.keys(rest).length > 0;
    this.#kind = narrowed ? 'filter' : survey === undefined ? 'all' : 'survey';
  }

  async chooseFolder(): Promise<void> {
    this.#directory = (await this.#lab.chooseFolder(words.chooseTitle, { isNew: true })) ?? this.#directory;
  }

  /** Writes; asks for the folder first where none is chosen. */
  async start(): Promise<void> {
    if (this.#directory === undefined) await this.chooseFolder();
    const directory = this.#directory;
    if (directory === undefined) return;
    await this.notices.guard(async () => {
      const scope = await this.#scope();
      if (this.format === 'labels') await this.#writeLabels(directory, scope);
      else {
        const more = this.format === 'csv' ? { dialect: this.dialect } : {};
        this.#job = (await this.api.catalogue.export({ directory, format: this.format, scope, ...more })).job;
      }
    });
  }

  async cancel(): Promise<void> {
    if (this.#job !== undefined) await this.#jobs.cancel(this.#job);
  }

  show(job: number): void {
    this.#job = job;
  }

  override reset(): void {
    this.#job = undefined;
    this.#directory = undefined;
    this.#kind = 'all';
  }

  async #writeLabels(directory: string, scope: ExportScope): Promise<void> {
    const samples = 'samples' in scope ? scope.samples : [...(await this.api.catalogue.list(scope))];
    if (samples.length === 0) return;
    const sheet = await this.api.catalogue.labelSheet({ directory, samples });
    this.tellWritten(words.labelsDone(sheet.labels, sheet.file), sheet.file);
  }

  async #scope(): Promise<ExportScope> {
    const { filter } = this.#catalogue;
    switch (this.kind) {
      case 'all':
        return { filter: {} };
      case 'survey':
        return { filter: filter.survey === undefined ? {} : { survey: filter.survey } };
      case 'filter':
        return { filter };
      case 'selection':
        return { samples: await this.#catalogue.selectedSamples() };
    }
  }

  #choicesNow(): Choice[] {
    const { surveys, filter, query, rows, selection } = this.#catalogue;
    const survey = surveys.find(({ id }) => id === filter.survey);
    const all = surveys.reduce((sum, { samples }) => sum + samples, 0);
    const bySample = query.by === 'sample';
    const narrowed = Object.keys(filter).some((key) => key !== 'survey');
    return [
      { kind: 'all', name: words.scopes.all, samples: all },
      ...(survey === undefined
        ? []
        : [
            {
              kind: 'survey' as const,
              name: words.scopes.survey(survey.name),
              samples: survey.samples,
            },
          ]),
      ...(narrowed
        ? [{ kind: 'filter' as const, name: words.scopes.filter, samples: bySample ? rows.total : undefined }]
        : []),
      ...(selection.size > 0 && rows.total > 0
        ? [
            {
              kind: 'selection' as const,
              name: words.scopes.selection,
              samples: bySample ? selection.size : undefined,
            },
          ]
        : []),
    ];
  }
}
