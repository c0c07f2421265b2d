import type { ModelRow } from '#shared/contract/topics/models.ts';
import type { Offer } from '#shared/learning/compare/offer.ts';
import type { Job } from '#shared/jobs/job.ts';
import { Controller, type Upon, type WindowCore } from '../lib/controller.ts';
import type { ModelsController } from '../models/models-controller.svelte.ts';
import type { LabController } from '../shell/lab/lab-controller.svelte.ts';
import { nextTimeOf } from '../train/queue/queue-times.ts';
import type { TrainingController } from '../train/training-controller.svelte.ts';
import { type Ended, endedSince, isoOf, wasAway } from './night.ts';

/** When what is asked for tonight begins, unless the person asks for another time in the Train room. */
const nightfall = '22:00';
/** A press every few seconds is written down no oftener than this. */
const keepEveryMs = 5000;
/** So many models are compared with the one in use; the Models room has the others. */
const mostOffers = 3;
/** Asked for by hand, the page goes back at least so far. */
const dayMs = 24 * 3_600_000;

interface Surroundings {
  readonly lab: LabController;
  readonly models: ModelsController;
  readonly training: Pick<TrainingController, 'runs'>;
}

/** What a model that waits for a decision is told with. */
export interface Waiting {
  readonly model: ModelRow;
  /** Undefined while it is compared with the one in use. */
  readonly offer: Offer | undefined;
}

/** What ended while nobody was here, what is better now, and what there is to decide. */
export class MorningController extends Controller {
  override readonly upon: Upon = { entered: () => this.#arrive(), models: () => this.#compare() };
  readonly #around: Surroundings;
  readonly #storage: WindowCore['outside']['storage'];
  readonly #now: () => number;
  #isOpen = $state(false);
  #since = $state('');
  #jobs = $state.raw<readonly Job[]>([]);
  #offers = $state.raw<readonly Offer[]>([]);
  /** When a person was here last, in milliseconds since 1970, and the newest such time that was kept. */
  #last: number | undefined;
  #kept = 0;

  readonly ended: readonly Ended[] = $derived.by(() =>
    endedSince(this.#jobs, this.#since, this.#around.training.runs),
  );
  readonly waiting: readonly Waiting[] = $derived.by(() =>
    this.#offered
      .slice(0, mostOffers)
      .map((model) => ({ model, offer: this.#offers.find((one) => one.model === model.id) })),
  );
  /** How many more models wait for a decision than are told of here. */
  readonly others: number = $derived.by(() => Math.max(0, this.#offered.length - mostOffers));

  /** @param now the time; every lab remembers when a person was last here. */
  constructor(core: WindowCore, around: Surroundings, now: () => number = Date.now) {
    super(core);
    this.#around = around;
    this.#storage = core.outside.storage;
    this.#now = now;
    core.untilDisposed(this.api.jobs.onChanged((job) => this.#follow(job)));
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** ISO time from which on things are told. */
  get since(): string {
    return this.#since;
  }

  /** The person asks for it: at least the last day is told. */
  async open(): Promise<void> {
    const dayAgo = isoOf(this.#now() - dayMs);
    await this.#look(this.#since === '' || this.#since > dayAgo ? dayAgo : this.#since);
    this.#isOpen = true;
  }

  close(): void {
    this.#isOpen = false;
    this.#remember(this.#now());
  }

  /** A key or a press: somebody is here, and may have been away for long. */
  async notice(): Promise<void> {
    const now = this.#now();
    const last = this.#last;
    if (last === undefined || this.#isOpen) return;
    this.#last = now;
    const isTold = wasAway(last, now) && (await this.#tellSince(last));
    if (!isTold && now - this.#kept >= keepEveryMs) this.#remember(now);
  }

  /** Takes a job up again, now or tonight. */
  async resume({ id }: Job, when: 'now' | 'tonight'): Promise<void> {
    const at = when === 'now' ? undefined : nextTimeOf(nightfall, this.#now());
    await this.notices.guard(async () => {
      await this.api.jobs.resume({ job: id, ...(at !== undefined && { when: { at } }) });
      this.#jobs = await this.api.jobs.list();
    });
  }

  async use(model: ModelRow): Promise<void> {
    await this.#around.models.use(model);
  }

  async decline(model: ModelRow): Promise<void> {
    await this.#around.models.decline(model);
  }

  /** Whether there is one in use that can be kept instead. */
  get canDecline(): boolean {
    return this.#around.models.inUse !== undefined;
  }

  override reset(): void {
    this.#isOpen = false;
    this.#since = '';
    this.#jobs = [];
    this.#offers = [];
    this.#last = undefined;
  }

  get #offered(): readonly ModelRow[] {
    return this.#around.models.list
      .filter(({ offered, retiredAt }) => offered && retiredAt === null)
      .toSorted((a, b) => b.id - a.id);
  }

  /** The lab was opened: where the person was away, what ended meanwhile is told. */
  async #arrive(): Promise<void> {
    const last = Date.parse(this.#storage.getItem(this.#key) ?? '');
    const now = this.#now();
    this.#last = now;
    const isTold = wasAway(last, now) && (await this.#tellSince(last));
    if (!isTold) this.#remember(now);
  }

  /** Opens where something ended since then. @returns whether it has. */
  async #tellSince(since: number): Promise<boolean> {
    await this.notices.guard(async () => {
      await this.#look(isoOf(since));
      this.#isOpen = this.ended.length > 0;
    });
    return this.#isOpen;
  }

  async #look(since: string): Promise<void> {
    this.#since = since;
    this.#jobs = await this.api.jobs.list();
    void this.#compare();
  }

  /** Sets the models that wait beside the one in use; that may take a while, and the page does not wait for it. */
  async #compare(): Promise<void> {
    if (this.#since === '') return;
    await this.notices.guard(async () => {
      for (const { model } of this.waiting) {
        const offer = await this.api.models.offer({ model: model.id });
        this.#offers = [offer, ...this.#offers.filter((one) => one.model !== model.id)];
      }
    });
  }

  #follow(job: Job): void {
    if (this.#isOpen) this.#jobs = [job, ...this.#jobs.filter(({ id }) => id !== job.id)];
  }

  #remember(now: number): void {
    this.#last = now;
    this.#kept = now;
    this.#storage.setItem(this.#key, isoOf(now));
  }

  get #key(): string {
    return `strandline.here ${this.#around.lab.current?.directory ?? ''}`;
  }
}
