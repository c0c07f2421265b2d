import type { ClassSummary, SampleRow, SurveySummary } from '#shared/catalogue.ts';
import type { Api } from './api.ts';
import { classMarks } from './class-marks.ts';
import type { Notices } from './notices.svelte.ts';
import { refresher } from './refresher.ts';
import { SamplePages } from './sample-pages.svelte.ts';

export interface SampleFilter {
  readonly survey?: number;
  readonly class?: number;
}

/** The surveys, and the samples of those that are chosen. */
export class CatalogueController {
  readonly #api: Api;
  readonly pages: SamplePages;
  readonly #refresh: () => Promise<void>;
  #surveys = $state.raw<readonly SurveySummary[]>([]);
  #classes = $state.raw<readonly ClassSummary[]>([]);
  #filter = $state.raw<SampleFilter>({});
  #selected = $state(0);
  #enlarged = $state(false);
  #angle = $state(0);
  #loaded = $state(false);

  readonly marks = $derived(classMarks(this.#classes.map(({ name }) => name)));
  readonly sample: SampleRow | undefined;

  constructor(api: Api, notices: Notices) {
    this.#api = api;
    this.pages = new SamplePages(
      (offset, limit) => api.catalogue.samples({ ...this.#filter, offset, limit }),
      (error) => notices.report(error),
    );
    this.sample = $derived(this.pages.at(this.#selected));
    this.#refresh = refresher(() => this.#load());
  }

  get surveys(): readonly SurveySummary[] {
    return this.#surveys;
  }

  get classes(): readonly ClassSummary[] {
    return this.#classes;
  }

  get filter(): SampleFilter {
    return this.#filter;
  }

  get selected(): number {
    return this.#selected;
  }

  get enlarged(): boolean {
    return this.#enlarged;
  }

  /** Index of the shown angle among the enlarged sample's photos. */
  get angle(): number {
    return this.#angle;
  }

  /** Whether the lab has been asked: an empty list before that says nothing. */
  get loaded(): boolean {
    return this.#loaded;
  }

  refresh(): Promise<void> {
    return this.#refresh();
  }

  /** Shows other samples; what the filter does not name is not filtered by. */
  async show(filter: SampleFilter): Promise<void> {
    this.#filter = filter;
    this.#selected = 0;
    this.#enlarged = false;
    await this.pages.restart();
  }

  select(index: number): void {
    const last = Math.max(0, this.pages.total - 1);
    this.#selected = Math.min(last, Math.max(0, index));
    this.#angle = 0;
    void this.pages.need(this.#selected, this.#selected);
  }

  /** Walks the samples, by whole rows of the grid or one by one. */
  move(by: number): void {
    this.select(this.#selected + by);
  }

  enlarge(index = this.#selected): void {
    if (this.pages.total === 0) return;
    this.select(index);
    this.#enlarged = true;
  }

  reduce(): void {
    this.#enlarged = false;
  }

  /** Walks the angles of the enlarged sample and stops at both ends. */
  turn(by: number): void {
    this.showAngle(this.#angle + by);
  }

  showAngle(angle: number): void {
    const last = Math.max(0, (this.sample?.photos.length ?? 1) - 1);
    this.#angle = Math.min(last, Math.max(0, angle));
  }

  reset(): void {
    this.#surveys = [];
    this.#classes = [];
    this.#filter = {};
    this.#selected = 0;
    this.#enlarged = false;
    this.#loaded = false;
    this.pages.clear();
  }

  async #load(): Promise<void> {
    [this.#surveys, this.#classes] = await Promise.all([
      this.#api.catalogue.surveys(),
      this.#api.catalogue.classes(),
    ]);
    await this.pages.reload();
    this.#loaded = true;
  }
}
