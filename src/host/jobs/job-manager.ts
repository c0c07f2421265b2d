import { AsyncResource } from 'node:async_hooks';
import { wireError } from '#host/lib/explained.ts';
import type { JobChange, NewJob } from '#host/catalogue/queries/jobs.ts';
import type { Hooks } from '#host/catalogue/hooks.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { Job } from '#shared/jobs/job.ts';
import { type JobKind, type LaneName, jobKinds, lanes } from '#shared/jobs/kinds.ts';
import { type Stopped, brokeOff, stopReasons, stoppedState } from '#host/lib/stop.ts';
import { ProgressMeter } from '#shared/progress-meter.ts';
import type { Progress, OnProgress } from '#shared/progress.ts';
import { Lane, type Place } from './lane.ts';

/** Where jobs are kept; the lab's database in the product. */
export interface JobStore {
  insert(job: NewJob): Job;
  update(id: number, change: JobChange): Job;
  get(id: number): Job | undefined;
  list(): Job[];
  /** The arguments with which the job was started, for resuming it. */
  argsOf(id: number): unknown;
}

/** What a job does. It ends by its result, by throwing, or, once the signal says so, by `cancelled`. */
export type Task = (hooks: Hooks) => Promise<unknown>;

/** When and where in its lane a job begins. */
export interface Asked {
  readonly notBefore?: string | null;
  readonly seconds?: number | null;
  readonly place?: Place;
  /** Default: its kind's. */
  readonly lane?: LaneName | undefined;
  /** Whether it waits while the lane is held; see {@link JobManager.hold}. */
  readonly holdable?: boolean;
  /** Hears of it where the job is stopped before it began: its task is never called then. */
  readonly dropped?: (state: Stopped) => void;
}

/** Progress goes to listeners at most this often, and to the database a tenth as often. */
const announceEveryMs = 100;
const saveEveryMs = 1000;

interface Active {
  readonly lane: LaneName;
  readonly controller: AbortController;
  readonly dropped?: Asked['dropped'];
}

/** Runs jobs, keeps their rows true, and tells whoever listens. One manager per open lab. */
export class JobManager {
  readonly #store: JobStore;
  readonly #onChange: (job: Job) => void;
  readonly #active = new Map<number, Active>();
  readonly #lanes = Object.fromEntries(
    lanes.map((name) => [name, new Lane(name === 'cluster' ? Infinity : 1)]),
  ) as Record<LaneName, Lane>;
  readonly #live = new Map<number, Progress>();
  /** Changes that the store could not take (a full disk): true all the same, for as long as the lab is open. */
  readonly #unsaved = new Map<number, JobChange>();

  constructor(store: JobStore, onChange: (job: Job) => void) {
    this.#store = store;
    this.#onChange = onChange;
  }

  /** Files the job and starts it when its lane is free. */
  start(kind: JobKind, title: string, args: unknown, task: Task, asked: Asked = {}): Job {
    const { notBefore = null, seconds = null } = asked;
    const createdAt = new Date().toISOString();
    const job = this.#store.insert({ kind, title, args, createdAt, notBefore, seconds });
    this.#enqueue(job, task, asked);
    this.#onChange(job);
    return job;
  }

  /** Puts a job that the lab's last process left waiting at the end of its lane. */
  restore(id: number, task: Task, asked: Asked): void {
    this.#enqueue(this.get(id), task, asked);
  }

  /** Ids of the training jobs that wait, in the order in which they will begin. */
  get queue(): readonly number[] {
    return this.#lanes.learning.waiting;
  }

  /** Whether a training is on. */
  get isTraining(): boolean {
    return this.#lanes.learning.busy;
  }

  /** Whether waiting training jobs are kept from beginning; see {@link hold}. */
  get held(): boolean {
    return this.#lanes.learning.held;
  }

  /** Keeps training jobs that wait from beginning, or lets them; those that were asked to start now begin all the same. */
  hold(held: boolean): void {
    this.#lanes.learning.hold(held);
  }

  /** Moves a waiting job in its lane. @throws StrandlineError `not-found`, `bad-argument` where it does not wait. */
  move(id: number, place: Place): void {
    const job = this.get(id);
    const lane = this.#active.get(id)?.lane ?? jobKinds[job.kind].lane;
    if (!this.#lanes[lane].move(id, place))
      throw new StrandlineError('bad-argument', `${job.title} does not wait in the queue any more.`);
    this.#savePlaces(lane);
    this.#onChange(job);
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
    this.#stop(id, stopReasons.cancelled());
  }

  /** Asks a job to stop where it is, to go on another time: it becomes `interrupted`. */
  pause(id: number): void {
    this.#stop(id, stopReasons.paused());
  }

  #stop(id: number, reason: StrandlineError): void {
    this.get(id);
    const active = this.#active.get(id);
    if (active === undefined || active.controller.signal.aborted) return;
    active.controller.abort(reason);
    if (this.#lanes[active.lane].remove(id)) this.#drop(id, active);
    else this.#announce(id, { state: 'cancelling' });
  }

  /** Ends a job that never began: nobody waits for its turn to hear that it was stopped. */
  #drop(id: number, { controller, dropped }: Active): void {
    const state = stoppedState(controller.signal);
    try {
      dropped?.(state);
    } finally {
      this.#end(id, { state });
    }
  }

  /**
   * Asks all jobs to stop and waits until they have. They become `interrupted`, to be offered for resume; training jobs that
   * wait go on waiting, for the next process that opens the lab.
   */
  async stopAll(): Promise<void> {
    const closed = lanes.map((name) => this.#lanes[name].close());
    const waiting = new Set(this.queue);
    for (const [id, active] of [...this.#active]) {
      if (waiting.has(id)) continue;
      active.controller.abort(stopReasons.labClosed());
      if (lanes.some((name) => this.#lanes[name].remove(id))) this.#drop(id, active);
    }
    await Promise.all(closed);
  }

  #enqueue(
    { id, kind }: Job,
    task: Task,
    { notBefore = null, place, lane = jobKinds[kind].lane, holdable = false, dropped }: Asked,
  ): void {
    const controller = new AbortController();
    this.#active.set(id, { lane, controller, ...(dropped && { dropped }) });
    const turn = {
      id,
      holdable,
      ...(notBefore !== null && { notBefore: Date.parse(notBefore) }),
      // Whoever asked for it has done what it does, whoever's job it waits for.
      run: AsyncResource.bind(() => this.#run(id, task, controller)),
    };
    this.#lanes[lane].add(turn, place);
    this.#savePlaces(lane);
  }

  #savePlaces(lane: LaneName): void {
    for (const [place, id] of this.#lanes[lane].waiting.entries()) this.#save(id, { place });
  }

  async #run(id: number, task: Task, { signal }: AbortController): Promise<void> {
    this.#announce(id, { state: 'running' });
    let change: JobChange;
    try {
      change = { state: 'done', result: await task({ signal, onProgress: this.#reporter(id) }) };
    } catch (error) {
      change = failureOf(error, signal);
    }
    this.#end(id, change);
  }

  #reporter(id: number): OnProgress {
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
    const whole = { ...this.#unsaved.get(id), ...change };
    try {
      this.#store.update(id, whole);
      this.#unsaved.delete(id);
    } catch {
      // The job's own failure is what a person must hear of, not that it could not be written down.
      this.#unsaved.set(id, whole);
    }
  }

  #current(job: Job): Job {
    return { ...job, ...this.#unsaved.get(job.id), progress: this.#live.get(job.id) ?? job.progress } as Job;
  }
}

function failureOf(error: unknown, signal: AbortSignal): JobChange {
  const ofItsOwn = error instanceof StrandlineError && error.code !== 'cancelled';
  if (!signal.aborted || ofItsOwn) return { state: 'failed', error: wireError(error) };
  return { state: stoppedState(signal), ...(brokeOff(signal) && { brokenOff: true }) };
}
