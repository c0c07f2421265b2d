import { SvelteSet } from 'svelte/reactivity';
import { fromWireError } from '#shared/errors.ts';
import type { Job, JobState } from '#shared/jobs/job.ts';
import { type JobKind, isTraining } from '#shared/jobs/kinds.ts';
import { Controller, type Upon, type WindowCore } from '../../lib/controller.ts';

const activeStates: readonly JobState[] = ['queued', 'running', 'cancelling'];

export function isActive(job: Job): boolean {
  return activeStates.includes(job.state);
}

/** The lab's jobs as they are now, newest first. */
export class JobsController extends Controller {
  override readonly upon: Upon = { enter: () => this.refresh() };
  #list = $state.raw<readonly Job[]>([]);
  /** Ended jobs stay in view only if they ended while the window watched, or can be resumed, until they are put away. */
  readonly #watched = new SvelteSet<number>();
  readonly #putAway = new SvelteSet<number>();

  readonly shown = $derived(
    this.#list.filter(
      (job) =>
        !this.#waitsInQueue(job) &&
        (isActive(job) ||
          (job.kind !== 'import-plan' &&
            !this.#putAway.has(job.id) &&
            (this.#watched.has(job.id) || (job.state === 'interrupted' && job.resumable)))),
    ),
  );

  constructor(core: WindowCore) {
    super(core);
    core.untilDisposed(this.api.jobs.onChanged((job) => this.#apply(job)));
  }

  find(id: number | undefined): Job | undefined {
    return this.#list.find((job) => job.id === id);
  }

  /** The newest job of a kind that has not ended. */
  active(...kinds: JobKind[]): Job | undefined {
    return this.#list.find((job) => kinds.includes(job.kind) && isActive(job));
  }

  async refresh(): Promise<void> {
    this.#list = newestFirst(await this.api.jobs.list());
  }

  async cancel(id: number): Promise<void> {
    await this.notices.guard(() => this.api.jobs.cancel({ job: id }));
  }

  async pause(id: number): Promise<void> {
    await this.notices.guard(() => this.api.jobs.pause({ job: id }));
  }

  /** Takes a job up again, as a new one. @returns the new job's id. */
  async resume(id: number): Promise<number | undefined> {
    const resumed = await this.notices.guard(() => this.api.jobs.resume({ job: id }));
    if (resumed !== undefined) this.putAway(id);
    return resumed?.job;
  }

  /** Clears away the jobs of a kind that stopped before their end: what they did goes on elsewhere. */
  putAwayStopped(kind: JobKind): void {
    for (const job of this.#list)
      if (job.kind === kind && job.resumable && !isActive(job)) this.#putAway.add(job.id);
  }

  putAway(id: number): void {
    this.#putAway.add(id);
  }

  override reset(): void {
    this.#list = [];
    this.#watched.clear();
    this.#putAway.clear();
  }

  /** Behind a training that is on, others wait in the queue, which is the Train room's; one line stands for all of them. */
  #waitsInQueue({ kind, state }: Job): boolean {
    return (
      state === 'queued' &&
      isTraining(kind) &&
      this.#list.some((job) => job.state === 'running' && isTraining(job.kind))
    );
  }

  #apply(job: Job): void {
    this.#watched.add(job.id);
    const known = this.find(job.id);
    if (job.error !== null && known?.state !== job.state) this.notices.report(fromWireError(job.error));
    this.#list = newestFirst([job, ...this.#list.filter(({ id }) => id !== job.id)]);
  }
}

function newestFirst(jobs: readonly Job[]): Job[] {
  return jobs.toSorted((a, b) => b.id - a.id);
}
