import { type Job, jobSchema } from '#shared/jobs/job.ts';
import type { Progress } from '#shared/progress.ts';
import { toWireError } from '#shared/errors.ts';
import type { Outlet } from './fetching.ts';
import { jobIn } from './job-in.ts';

interface Holding {
  readonly tell: (job: Job) => void;
  readonly fetch: (outlet: Outlet, onProgress: (progress: Progress | null) => void) => Promise<void>;
  readonly drop: (outlet: Outlet) => void;
}

interface Held {
  readonly outlet: Outlet;
  isFetching: boolean;
  /** What is told of it in place of what the host tells; undefined while it runs there. */
  shown: Job | undefined;
}

/** Jobs that write files: they count as running until what they wrote is here. */
export class HeldJobs {
  readonly #holding: Holding;
  readonly #held = new Map<number, Held>();
  /** Ends that came while it was not known yet whose they are. */
  #early: Job[] = [];
  #writing = 0;

  constructor(holding: Holding) {
    this.#holding = holding;
  }

  /** While something is asked that may answer with a job, ends of jobs wait. */
  async whileWriting<T>(ask: () => Promise<T>): Promise<T> {
    this.#writing += 1;
    try {
      return await ask();
    } finally {
      this.#writing -= 1;
      if (this.#writing === 0)
        for (const job of this.#early.splice(0)) if (!this.takes(job)) this.#holding.tell(job);
    }
  }

  hold(job: number, outlet: Outlet): void {
    this.#held.set(job, { outlet, isFetching: false, shown: undefined });
  }

  /** Hears what became of a job. @returns whether it is not to be told on. */
  takes(payload: unknown): boolean {
    const job = jobSchema.safeParse(payload).data;
    // What is no job is nobody's.
    if (job === undefined) return true;
    if (job.endedAt === null) return false;
    const held = this.#held.get(job.id);
    if (held === undefined) {
      if (this.#writing > 0) this.#early.push(job);
      return this.#writing > 0;
    }
    if (held.isFetching || held.shown !== undefined) return true;
    if (job.state === 'done') {
      void this.#bring(held, job);
      return true;
    }
    this.#holding.drop(held.outlet);
    return false;
  }

  /** Whether a call's job is fetched now. */
  isFetching(args: unknown): boolean {
    const job = jobIn(args);
    return job !== undefined && this.#held.get(job)?.isFetching === true;
  }

  /** A job, or a list of them, as they count here. */
  shown(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((one: unknown) => this.shown(one));
    if (typeof value !== 'object' || value === null || !('id' in value)) return value;
    return this.#held.get(Number(value.id))?.shown ?? value;
  }

  async #bring(held: Held, done: Job): Promise<void> {
    held.isFetching = true;
    const show = (job: Job): void => {
      held.shown = job;
      this.#holding.tell(job);
    };
    const running: Job = { ...done, state: 'running', endedAt: null, result: null };
    show(running);
    try {
      await this.#holding.fetch(held.outlet, (progress) => {
        if (progress !== null) show({ ...running, progress });
      });
      held.isFetching = false;
      show(done);
    } catch (error) {
      held.isFetching = false;
      show({ ...done, state: 'failed', result: null, error: toWireError(error) });
    }
  }
}
