import type { Health, HealthKind } from '#shared/review/health.ts';
import { Controller, type Upon, type WindowCore } from '../../lib/controller.ts';
import { refresher } from '../../lib/refresher.ts';
import type { JobsController } from '../../shell/jobs/jobs-controller.svelte.ts';

/** What may be wrong with the lab's photos, with those behind each figure. */
export class HealthController extends Controller {
  override readonly upon: Upon = {
    catalogue: () => this.refresh(),
    details: () => this.refresh(),
    review: () => this.refresh(),
  };
  readonly #jobs: JobsController;
  #isOpen = false;
  #health = $state.raw<Health>();
  #shown = $state<HealthKind>();
  readonly #reload = refresher(async () => {
    this.#health = await this.api.review.health();
  });

  constructor(core: WindowCore, jobs: JobsController) {
    super(core);
    this.#jobs = jobs;
  }

  get health(): Health | undefined {
    return this.#health;
  }

  /** The job that measures what nobody has measured yet. */
  get measuring(): ReturnType<JobsController['active']> {
    return this.#jobs.active('measure');
  }

  /** The figure whose photos are shown. */
  get shown(): HealthKind | undefined {
    return this.#shown;
  }

  show(kind: HealthKind): void {
    this.#shown = this.#shown === kind ? undefined : kind;
  }

  /** Measures what was not measured yet. */
  async start(): Promise<void> {
    this.#isOpen = true;
    await this.refresh();
    const { photos = 0, measured = 0 } = this.#health ?? {};
    if (measured < photos && this.measuring === undefined)
      await this.notices.guard(() => this.api.review.measure());
  }

  close(): void {
    this.#isOpen = false;
  }

  async refresh(): Promise<void> {
    if (this.#isOpen) await this.notices.guard(this.#reload);
  }

  override reset(): void {
    this.close();
    this.#health = undefined;
    this.#shown = undefined;
  }
}
