import type { Job, JobKind, JobState } from '#shared/jobs.ts';
import { StrandlineError, type WireError, toWireError } from '#shared/errors.ts';
import { ProgressMeter } from '#shared/progress-meter.ts';
import type { Progress, ReportProgress } from '#shared/progress.ts';

/** Where jobs are kept; the lab's database in the product. */
export interface JobStore {
  insert(job: { kind: JobKind; title: string; args: unknown; createdAt: string }): Job;
  update(id: number, change: JobChange): Job;
  get(id: number): Job | undefined;
  list(): Job[];
  /** The arguments with which the job was started, for resuming it. */
  argsOf(id: number): unknown;
}

export interface JobChange {
  state?: JobState;
  progress?: Progress;
  result?: unknown;
  error?: WireError;
  endedAt?: string;
}

export interface JobContext {
  readonly signal: AbortSignal;
  readonly report: ReportProgress;
}

/** What a job does. It ends by its result, by throwing, or, once the signal says so, by `cancelled`. */
export type Task = (context: JobContext) => Promise<unknown>;

/** Progress goes to listeners at most this often, and to the database a tenth as often. */
const announceEveryMs = 100;
const saveEveryMs = 1000;

/** Jobs of one lane run one after another; jobs of different lanes side by side. */
const laneOf: Record<JobKind, string> = {
  import: 'files',
  'add-photos': 'files',
  export: 'files',
  demo: 'files',
  train: 'learning',
  study: 'learning',
};

/** Runs jobs, keeps their rows true, and tells whoever listens. One manager per open lab. */
export class JobManager {
  readonly #store: JobStore;
  readonly #onChange: (job: Job) => void;
  readonly #active = new Map<number, AbortController>();
  readonly #lanes = new Map<string, Promise<void>>();
  readonly #live = new Map<number, Progress>();
  /** Changes that the store could not take (a full disk): true all the same, for as long as the lab is open. */
  readonly #unsaved = new Map<number, JobChange>();

  constructor(store: JobStore, onChange: (job: Job) => void) {
    this.#store = store;
    this.#onChange = onChange;
  }

  /** Files the job and starts it when its lane is free. */
  start(kind: JobKind, title: string, args: unknown, task: Task): Job {
    const job = this.#store.insert({ kind, title, args, createdAt: new Date().toISOString() });
    const controller = new AbortController();
    this.#active.set(job.id, controller);
    const lane = laneOf[kind];
    const turn = (this.#lanes.get(lane) ?? Promise.resolve()).then(() => this.#run(job.id, task, controller));
    this.#lanes.set(lane, turn);
    this.#onChange(job);
    return job;
  }

  list(): Job[] {
    return this.#store.list().map((job) => this.#current(job));
  }

  get(id: number): Job {
    const job = this.#store.get(id);
    if (job === undefined) throw new StrandlineError('not-found', `There is no job ${id} in this lab.`);
    return this.#current(job);
  }

  argsOf(id: number): unknown {
    return this.#store.argsOf(this.get(id).id);
  }

  /** Asks a job to stop; a job that has ended already is left as it is. */
  cancel(id: number): void {
    this.#stop(id, new StrandlineError('cancelled', 'Cancelled.'));
  }

  /** Asks a job to stop where it is, to go on another time: it becomes `interrupted`. */
  pause(id: number): void {
    this.#stop(id, new StrandlineError('cancelled', 'Paused.', { interrupted: true }));
  }

  #stop(id: number, reason: StrandlineError): void {
    const controller = this.#active.get(this.get(id).id);
    if (controller === undefined || controller.signal.aborted) return;
    this.#announce(id, { state: 'cancelling' });
    controller.abort(reason);
  }

  /** Asks all jobs to stop and waits until they have. They become `interrupted`, to be offered for resume. */
  async stopAll(): Promise<void> {
    for (const controller of this.#active.values()) {
      controller.abort(new StrandlineError('cancelled', 'The lab was closed.', { interrupted: true }));
    }
    await Promise.all(this.#lanes.values());
  }

  async #run(id: number, task: Task, { signal }: AbortController): Promise<void> {
    try {
      signal.throwIfAborted();
      this.#announce(id, { state: 'running' });
      const result = await task({ signal, report: this.#reporter(id) });
      this.#end(id, { state: 'done', result });
    } catch (error) {
      this.#end(id, failureOf(error, signal));
    }
  }

  #reporter(id: number): ReportProgress {
    const meter = new ProgressMeter();
    let announcedAt = -Infinity;
    let savedAt = -Infinity;
    return (report) => {
      const now = performance.now();
      this.#live.set(id, meter.update(report, now));
      if (now - announcedAt < announceEveryMs) return;
      announcedAt = now;
      const progress = this.#live.get(id);
      if (now - savedAt >= saveEveryMs && progress !== undefined) {
        savedAt = now;
        this.#save(id, { progress });
      }
      this.#onChange(this.get(id));
    };
  }

  #end(id: number, change: JobChange): void {
    const progress = this.#live.get(id);
    this.#live.delete(id);
    this.#active.delete(id);
    this.#announce(id, { ...(progress && { progress }), ...change, endedAt: new Date().toISOString() });
  }

  #announce(id: number, change: JobChange): void {
    this.#save(id, change);
    this.#onChange(this.get(id));
  }

  #save(id: number, change: JobChange): void {
    try {
      this.#store.update(id, change);
      this.#unsaved.delete(id);
    } catch {
      // The job's own failure is what a person must hear of, not that it could not be written down.
      this.#unsaved.set(id, { ...this.#unsaved.get(id), ...change });
    }
  }

  #current(job: Job): Job {
    return { ...job, ...this.#unsaved.get(job.id), progress: this.#live.get(job.id) ?? job.progress };
  }
}

function failureOf(error: unknown, signal: AbortSignal): JobChange {
  const ofItsOwn = error instanceof StrandlineError && error.code !== 'cancelled';
  if (!signal.aborted || ofItsOwn) return { state: 'failed', error: toWireError(error) };
  return { state: stoppedState(signal) };
}

/** What became of a task whose signal is aborted: it goes on another time, or not. */
export function stoppedState({ reason }: AbortSignal): 'interrupted' | 'cancelled' {
  return reason instanceof StrandlineError && reason.data.interrupted === true ? 'interrupted' : 'cancelled';
}
