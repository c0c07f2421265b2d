import { SvelteSet } from 'svelte/reactivity';
import type { Disagreements } from '#shared/contract/topics/figures.ts';
import type { Offer } from '#shared/learning/compare/offer.ts';
import type { Job } from '#shared/jobs/job.ts';
import { resultOf } from '#shared/jobs/job.ts';
import { Controller, type Upon, type WindowCore } from '../lib/controller.ts';
import { Paged } from '../lib/paged.svelte.ts';
import type { ModelsController } from './models-controller.svelte.ts';
import { modelsStrings as words } from './strings.ts';

/** What the window says of a model beside the one in use, where its page is shown; and the decision. */
export class OffersController extends Controller {
  override readonly upon: Upon = { models: () => this.#ask() };
  readonly #models: ModelsController;
  readonly #show: (model: number) => void;
  #model = $state<number>();
  #offer = $state.raw<Offer>();
  /** Trainings whose end was told. */
  readonly #told = new SvelteSet<number>();
  readonly differing: Paged<Disagreements['entries'][number]>;

  /** @param show opens a model's page. */
  constructor(core: WindowCore, models: ModelsController, show: (model: number) => void) {
    super(core);
    this.#models = models;
    this.#show = show;
    this.differing = new Paged(this.notices);
    core.untilDisposed(this.api.jobs.onChanged((job) => void this.#tellEnd(job)));
  }

  /** Undefined while it is worked out, or no model is shown. */
  get offer(): Offer | undefined {
    return this.#offer;
  }

  /** Whether there is something to decide about the model that is shown. */
  get isOpen(): boolean {
    return this.#offer !== undefined && this.#offer.standing !== 'in-use';
  }

  /** Whether the model that is shown waits for an answer. */
  get canDecline(): boolean {
    return this.#shown?.offered === true && this.#models.inUse !== undefined;
  }

  async show(model: number): Promise<void> {
    this.#model = model;
    this.#forget();
    await this.#ask();
  }

  hide(): void {
    this.#model = undefined;
    this.#forget();
  }

  async use(): Promise<void> {
    if (this.#shown !== undefined) await this.#models.use(this.#shown);
  }

  async decline(): Promise<void> {
    if (this.#shown !== undefined) await this.#models.decline(this.#shown);
  }

  override reset(): void {
    this.hide();
    this.#told.clear();
  }

  get #shown(): ModelsController['list'][number] | undefined {
    return this.#models.list.find(({ id }) => id === this.#model);
  }

  async #ask(): Promise<void> {
    const model = this.#model;
    if (model === undefined) return;
    const found = await this.notices.guard(() => this.api.models.offer({ model }));
    if (model !== this.#model || found === undefined) return;
    // What is said of a photo stays on the screen while nothing about it has changed.
    const isSame = this.#offer?.inUse?.model === found.inUse?.model;
    this.#offer = found;
    if (found.samples === 0) this.differing.clear();
    else if (!isSame || this.differing.page === undefined)
      await this.differing.show((page) => this.api.models.differing({ model, ...page }));
  }

  #forget(): void {
    this.#offer = undefined;
    this.differing.clear();
  }

  /** A training that ends while the window is open says how its model does, wherever one is. */
  async #tellEnd(job: Job): Promise<void> {
    const result = resultOf(job, 'train');
    if (result === undefined || this.#told.has(job.id)) return;
    this.#told.add(job.id);
    const { model } = result;
    await this.notices.guard(async () => {
      const [offer, { name }] = await Promise.all([
        this.api.models.offer({ model }),
        this.api.runs.get({ run: result.run }),
      ]);
      this.notices.tell(words.ended(name, offer.sentence), {
        label: words.show,
        run: () => this.#show(model),
      });
    });
  }
}
