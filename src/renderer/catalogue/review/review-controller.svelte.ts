import type { SampleRow } from '#shared/domain/sample.ts';
import type { ReviewItem } from '#shared/review/queue.ts';
import type { AgreementResult, ReviewList } from '#shared/review/review.ts';
import type { CatalogueController } from '../catalogue-controller.svelte.ts';
import type { EditsController } from '../../shell/edits/edits-controller.svelte.ts';
import type { JobsController } from '../../shell/jobs/jobs-controller.svelte.ts';
import { refresher } from '../../lib/refresher.ts';
import { Controller, type Upon, type WindowCore } from '../../lib/controller.ts';

export const reviewModes = ['queue', 'blind'] as const;
export type ReviewMode = (typeof reviewModes)[number];

/** Samples whose rows are fetched ahead of the one that is looked at. */
const ahead = 4;

/** The review of samples, one after another: the queue of those that need a look, and blind reading. */
export class ReviewController extends Controller {
  override readonly upon: Upon = {
    catalogue: () => this.refresh(),
    details: () => this.refresh(),
    review: () => this.refresh(),
  };
  readonly #edits: EditsController;
  readonly #jobs: JobsController;
  readonly #catalogue: CatalogueController;
  #open = $state(false);
  #mode = $state<ReviewMode>('queue');
  #model = $state<number>();
  #list = $state.raw<ReviewList>();
  #agreement = $state.raw<AgreementResult>();
  #agreementOpen = $state(false);
  #samples = $state.raw<readonly number[]>([]);
  #place = $state(0);
  #angle = $state(0);
  #rows = $state.raw<readonly SampleRow[]>([]);
  /** What was decided since the review was opened, the last one last. */
  #decided = $state.raw<readonly number[]>([]);
  /** Decisions on their way to the lab; an answer from before them is not shown. */
  #underWay = 0;
  #generation = 0;
  readonly #reload = refresher(() => this.#load());

  constructor(
    core: WindowCore,
    edits: EditsController,
    jobs: JobsController,
    catalogue: CatalogueController,
  ) {
    super(core);
    this.#edits = edits;
    this.#jobs = jobs;
    this.#catalogue = catalogue;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  get mode(): ReviewMode {
    return this.#mode;
  }

  get list(): ReviewList | undefined {
    return this.#list;
  }

  get agreement(): AgreementResult | undefined {
    return this.#agreement;
  }

  /** Whether it is shown how far readers agree, instead of samples. */
  get agreementOpen(): boolean {
    return this.#agreementOpen;
  }

  /** The id of the sample that is looked at. */
  get current(): number | undefined {
    return this.#samples[this.#place];
  }

  /** The sample that is looked at; undefined while it is on its way, or where there is none. */
  get sample(): SampleRow | undefined {
    return this.#rowOf(this.current);
  }

  /** The sample after it, for its photo to be fetched. */
  get following(): SampleRow | undefined {
    return this.#rowOf(this.#samples[this.#place + 1]);
  }

  /** Why the sample is in the queue; undefined for a blind reader, who must not know. */
  get item(): ReviewItem | undefined {
    return this.#mode === 'blind'
      ? undefined
      : this.#list?.items.find(({ sample }) => sample === this.current);
  }

  get angle(): number {
    return Math.min(this.#angle, Math.max(0, (this.sample?.photos.length ?? 1) - 1));
  }

  /** Place of the sample among those that are left, from 1. */
  get place(): number {
    return this.#place + 1;
  }

  /** How many are left, also beyond those that are listed. */
  get left(): number {
    if (this.#mode === 'blind') return this.#samples.length;
    const unlisted = (this.#list?.total ?? 0) - (this.#list?.items.length ?? 0);
    return this.#samples.length + unlisted;
  }

  get done(): number {
    return this.#decided.length;
  }

  /** The class that Enter gives: the one the sample has, or else the model's. Undefined for a blind reader. */
  get proposal(): number | undefined {
    const { item } = this;
    return item?.label ?? item?.opinion?.classId ?? undefined;
  }

  async start(mode: ReviewMode = this.#mode): Promise<void> {
    this.#open = true;
    this.#mode = mode;
    this.#forget();
    await this.refresh();
  }

  close(): void {
    this.#open = false;
    this.#agreementOpen = false;
  }

  async choose(model: number): Promise<void> {
    this.#model = model;
    await this.start();
  }

  /** Says who reads. */
  async readAs(person: string): Promise<void> {
    await this.#edits.signIn(person);
    await this.start();
  }

  /** The lab has changed; while nobody reviews, that is of no interest here. */
  async refresh(): Promise<void> {
    if (this.#open) await this.notices.guard(this.#reload);
  }

  toggleAgreement(): void {
    this.#agreementOpen = !this.#agreementOpen;
    if (this.#agreementOpen) void this.loadAgreement();
  }

  async loadAgreement(): Promise<void> {
    this.#agreement = await this.notices.guard(() => this.api.review.agreement(this.#about()));
  }

  /** Asks the model about the samples of the survey that is shown, or all. */
  async ask(): Promise<void> {
    const { survey } = this.#about();
    const model = this.#list?.model?.id;
    if (model === undefined || this.#jobs.active('ask') !== undefined) return;
    await this.notices.guard(() => this.api.review.ask({ model, ...(survey !== undefined && { survey }) }));
  }

  /** Decides what the sample is, or reads it; null is "cannot be told", which a blind reader cannot say. */
  async say(chosen: number | null): Promise<void> {
    if (chosen !== null || this.#mode === 'queue') await this.#decide(chosen);
  }

  /** Leaves the sample its class, or gives it the model's. */
  async confirm(): Promise<void> {
    const { proposal } = this;
    if (proposal !== undefined) await this.#decide(proposal);
  }

  /** Walks the samples that are left and stops at both ends. */
  move(by: number): void {
    this.#goTo(this.#place + by);
  }

  showAngle(angle: number): void {
    this.#angle = Math.max(0, Math.min(angle, (this.sample?.photos.length ?? 1) - 1));
  }

  override reset(): void {
    this.close();
    this.#model = undefined;
    this.#mode = 'queue';
    this.#list = undefined;
    this.#agreement = undefined;
    this.#forget();
  }

  #forget(): void {
    this.#generation += 1;
    this.#samples = [];
    this.#rows = [];
    this.#decided = [];
    this.#goTo(0);
  }

  #about(): { model?: number; survey?: number } {
    const { survey } = this.#catalogue.filter;
    return {
      ...(this.#model !== undefined && { model: this.#model }),
      ...(survey !== undefined && { survey }),
    };
  }

  /** The next sample is there at once; what was said goes to the lab meanwhile. */
  async #decide(classId: number | null): Promise<void> {
    const sample = this.current;
    if (sample === undefined) return;
    this.#generation += 1;
    this.#underWay += 1;
    this.#samples = this.#samples.filter((id) => id !== sample);
    this.#decided = [...this.#decided, sample];
    this.#goTo(this.#place);
    void this.#fetchRows();
    const blind = this.#mode === 'blind';
    const taken = await this.#edits.did((edits) =>
      blind && classId !== null
        ? edits.readBlind({ sample, class: classId })
        : edits.review({ samples: [sample], class: classId }),
    );
    this.#underWay -= 1;
    if (!taken) this.#decided = this.#decided.filter((id) => id !== sample);
    await this.refresh();
  }

  #goTo(place: number): void {
    const to = Math.max(0, Math.min(place, this.#samples.length - 1));
    if (to !== this.#place || this.#samples.length === 0) this.#angle = 0;
    this.#place = to;
    void this.#fetchRows();
  }

  async #load(): Promise<void> {
    const generation = this.#generation;
    const { survey } = this.#about();
    const [list, unread] = await Promise.all([
      this.api.review.list(this.#about()),
      this.#mode === 'blind' ? this.api.review.blind(survey === undefined ? {} : { survey }) : undefined,
    ]);
    if (generation !== this.#generation || this.#underWay > 0) return;
    this.#list = list;
    this.#takeIn(unread === undefined ? list.items.map(({ sample }) => sample) : [...unread]);
    await this.#fetchRows(true);
    if (this.#agreement !== undefined) await this.loadAgreement();
  }

  /** Shows a fresh list with the same sample under the eyes, or the one whose decision was taken back. */
  #takeIn(samples: readonly number[]): void {
    const { current } = this;
    const undone = this.#decided.filter((sample) => samples.includes(sample));
    this.#decided = this.#decided.filter((sample) => !undone.includes(sample));
    // Who has not walked on is at the top, whatever is there now.
    const stayed = this.#place === 0 ? samples[0] : current;
    this.#samples = samples;
    const wanted = samples.indexOf(undone.at(-1) ?? stayed ?? 0);
    this.#goTo(wanted === -1 ? this.#place : wanted);
  }

  /** @param anew also those that are there: something about them may be different. */
  async #fetchRows(anew = false): Promise<void> {
    const wanted = this.#samples.slice(Math.max(0, this.#place - 1), this.#place + ahead);
    const ids = wanted.filter((id) => anew || this.#rowOf(id) === undefined);
    if (ids.length === 0) return;
    const rows = await this.notices.guard(() => this.api.catalogue.samples({ ids }));
    if (rows === undefined) return;
    this.#rows = [...rows, ...this.#rows.filter(({ id }) => wanted.includes(id) && !ids.includes(id))];
  }

  #rowOf(sample: number | undefined): SampleRow | undefined {
    return this.#rows.find(({ id }) => id === sample);
  }
}
