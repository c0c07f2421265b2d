import type { DetectorReadiness, DetectorRow } from '#shared/contract/topics/detectors.ts';
import { type Job, resultOf } from '#shared/jobs/job.ts';
import { trainingSeconds } from '#shared/trays/training-time.ts';
import { Controller, type Upon, type WindowCore } from '../../lib/controller.ts';
import { refresher } from '../../lib/refresher.ts';
import type { JobsController } from '../../shell/jobs/jobs-controller.svelte.ts';
import { detectorsStrings as words } from './strings.ts';

type Others = Awaited<ReturnType<WindowCore['api']['detectors']['others']>>;
const none: Others = { damaged: [], removed: [] };

/** The lab's detectors, and what another could be trained on. Nothing is asked while their page is closed. */
export class DetectorsController extends Controller {
  override readonly upon: Upon = {
    models: () => this.#look(),
    trays: () => this.#look(),
  };
  readonly #jobs: JobsController;
  #isOpen = $state(false);
  #list = $state.raw<readonly DetectorRow[]>([]);
  #others = $state.raw<Others>(none);
  #readiness = $state.raw<DetectorReadiness>();
  #shown = $state<string>();

  /** The detector whose figures are shown; undefined shows the list. */
  readonly detector: DetectorRow | undefined = $derived(this.#list.find(({ id }) => id === this.#shown));
  /** The training that is under way or waits. */
  readonly job: Job | undefined;
  /** Whether there is enough to train on. */
  readonly canTrain: boolean = $derived(
    this.#readiness !== undefined &&
      this.#readiness.trays >= this.#readiness.fewest &&
      this.#readiness.boxes > 0,
  );
  /** About how long a training takes, in seconds. */
  readonly seconds: number = $derived(trainingSeconds(this.#readiness?.trays ?? 0, this.#list[0]?.report));

  readonly refresh = refresher(async () => {
    const { detectors } = this.api;
    [this.#list, this.#others, this.#readiness] = await Promise.all([
      detectors.list(),
      detectors.others(),
      detectors.readiness({}),
    ]);
  });

  constructor(core: WindowCore, jobs: JobsController) {
    super(core);
    this.#jobs = jobs;
    this.job = $derived(jobs.active('train-detector'));
    core.untilDisposed(this.api.jobs.onChanged((job) => void this.#tellEnd(job)));
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Newest first. */
  get list(): readonly DetectorRow[] {
    return this.#list;
  }

  get others(): Others {
    return this.#others;
  }

  /** Undefined until it is known. */
  get readiness(): DetectorReadiness | undefined {
    return this.#readiness;
  }

  async open(): Promise<void> {
    this.#isOpen = true;
    await this.notices.guard(() => this.refresh());
  }

  /** From a detector's page to the list, from the list to the models. */
  close(): void {
    if (this.detector === undefined) this.#isOpen = false;
    this.#shown = undefined;
  }

  /** Closes both, for what else the room is to show. */
  leave(): void {
    this.#isOpen = false;
    this.#shown = undefined;
  }

  show(detector: string): void {
    this.#shown = detector;
  }

  /** Trains on all reviewed trays. @param name where it is empty, the lab names it. @returns whether it began. */
  async train(name: string): Promise<boolean> {
    const called = name.trim();
    const begun = await this.notices.guard(() =>
      this.api.detectors.train(called === '' ? {} : { name: called }),
    );
    return begun !== undefined;
  }

  async cancel(): Promise<void> {
    if (this.job !== undefined) await this.#jobs.cancel(this.job.id);
  }

  /** Takes one out of use, and offers to put it back. */
  async remove(id: string, name: string): Promise<void> {
    await this.notices.guard(async () => {
      await this.api.detectors.remove({ detector: id });
      if (this.#shown === id) this.#shown = undefined;
      this.notices.tell(words.removed(name), { label: words.putBack, run: () => void this.putBack(id) });
    });
  }

  async putBack(id: string): Promise<void> {
    await this.notices.guard(() => this.api.detectors.putBack({ detector: id }));
  }

  override reset(): void {
    this.leave();
    this.#list = [];
    this.#others = none;
    this.#readiness = undefined;
  }

  async #look(): Promise<void> {
    if (this.#isOpen) await this.refresh();
  }

  /** Shows what came of a training, where its page is open. */
  async #tellEnd(job: Job): Promise<void> {
    const result = resultOf(job, 'train-detector');
    if (!this.#isOpen || result === undefined) return;
    await this.notices.guard(() => this.refresh());
    const trained = this.#list.find(({ id }) => id === result.detector);
    if (trained !== undefined) this.notices.tell(words.ended(trained.name));
  }
}
