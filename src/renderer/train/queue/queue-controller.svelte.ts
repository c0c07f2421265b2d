import type { QueueEntry, QueueState } from '#shared/jobs/queue.ts';
import type { JobsController } from '../../shell/jobs/jobs-controller.svelte.ts';
import { queueStrings } from './strings.ts';
import { type PlannedTime, queueTimes } from './queue-times.ts';
import { momentText, startText } from './start-text.ts';
import { Controller, type Upon, type WindowCore } from '../../lib/controller.ts';

const nothing: QueueState = { running: null, waiting: [], onCluster: [], held: false, brokenOff: [] };
/** A lab's process that breaks again and again is not asked to go on for ever. */
const goesOnByItself = 2;

/** The trainings that wait for their turn: their order, their times, and whether the computer stays awake for them. */
export class QueueController extends Controller {
  override readonly upon: Upon = { enter: () => this.refresh(), entered: () => this.#tellHeld() };
  readonly #jobs: JobsController;
  #state = $state.raw<QueueState>(nothing);
  #keepsAwake = $state(true);
  /** What the desktop was told last. */
  #awake = false;
  #wentOn = 0;
  #mustGoOn = false;

  /** Estimated begin and end, by job. */
  readonly times: ReadonlyMap<number, PlannedTime>;

  constructor(core: WindowCore, jobs: JobsController) {
    super(core);
    this.#jobs = jobs;
    this.times = $derived(this.#planned());
    core.untilDisposed(this.api.queue.onChanged((state) => this.#apply(state)));
    // The lab's process is started again and holds the queue; a night's runs go on all the same.
    core.untilDisposed(this.api.shell.onHostGone(() => (this.#mustGoOn = this.#isOn())));
  }

  get waiting(): readonly QueueEntry[] {
    return this.#state.waiting;
  }

  /** Whether a training is on. */
  get isRunning(): boolean {
    return this.#state.running !== null;
  }

  get held(): boolean {
    return this.#state.held;
  }

  /** How many trainings the end of the program broke off. */
  get brokenOff(): number {
    return this.#state.brokenOff.length;
  }

  get keepsAwake(): boolean {
    return this.#keepsAwake;
  }

  /** The job that a run or study is on with, or waits for. */
  jobOf(kind: QueueEntry['kind'], of: number): number | undefined {
    const { running, waiting, onCluster } = this.#state;
    return [running, ...waiting, ...onCluster].find((one) => one?.kind === kind && one.of === of)?.job;
  }

  /** The run or study that a job is about, while it is on or waits. */
  entryOf(job: number): QueueEntry | undefined {
    const { running, waiting, onCluster } = this.#state;
    return [running, ...waiting, ...onCluster].find((one) => one?.job === job) ?? undefined;
  }

  async refresh(): Promise<void> {
    this.#apply(await this.api.queue.state());
    if (!this.#mustGoOn) return;
    this.#mustGoOn = false;
    this.#wentOn += 1;
    if (this.#wentOn <= goesOnByItself) await this.goOn();
  }

  /** When a training that waits begins, in words. */
  startOf(entry: QueueEntry): string {
    return startText(entry, this.times.get(entry.job), { held: this.held, now: Date.now() });
  }

  /** Says what became of a training that was just filed, with the way to take it out; what begins at once shows itself. */
  async tellFiled(job: number): Promise<void> {
    await this.notices.guard(() => this.refresh());
    const place = this.waiting.findIndex((one) => one.job === job);
    const entry = this.waiting[place];
    if (entry === undefined) return;
    const message = queueStrings.filed(entry.name, place + 1, this.waiting.length, this.startOf(entry));
    const run = (): void => {
      this.#withdraw(message);
      void this.remove(job);
    };
    this.notices.tell(message, { label: queueStrings.takeOut, run });
  }

  /** Moves a waiting job to another place among those that wait, from 0. */
  async moveTo(job: number, place: number): Promise<void> {
    const others = this.waiting.filter((one) => one.job !== job);
    const before = others[Math.max(0, place)]?.job ?? null;
    await this.notices.guard(() => this.api.queue.move({ job, before }));
  }

  async moveBy(job: number, by: number): Promise<void> {
    const place = this.waiting.findIndex((one) => one.job === job) + by;
    if (place >= 0 && place < this.waiting.length) await this.moveTo(job, place);
  }

  /** Takes a job out of the queue, and offers to put it back where it was. */
  async remove(job: number): Promise<void> {
    const { waiting } = this;
    const place = waiting.findIndex((one) => one.job === job);
    const entry = waiting[place];
    if (entry === undefined) return;
    const behind = waiting.slice(place + 1).map((one) => one.job);
    const removed = await this.notices.guard(async () => {
      await this.api.jobs.cancel({ job });
      return true;
    });
    if (removed !== true) return;
    this.#jobs.putAway(job);
    const message = queueStrings.removed(entry.name);
    const run = (): void => {
      this.#withdraw(message);
      void this.#putBack(job, behind);
    };
    this.notices.tell(message, { label: queueStrings.putBack, run });
  }

  async hold(held: boolean): Promise<void> {
    await this.notices.guard(() => this.api.queue.hold({ held }));
  }

  /** Lets the queue go on, beginning with what was broken off. */
  async goOn(): Promise<void> {
    await this.notices.guard(() => this.api.queue.goOn());
  }

  keepAwake(on: boolean): void {
    this.#keepsAwake = on;
    this.#tellDesktop();
  }

  override reset(): void {
    this.#apply(nothing);
  }

  /** A start at a time was asked for, and the program has begun anew since: whether it holds is not left to be found out. */
  #tellHeld(): void {
    const entry = this.held ? this.waiting.find(({ notBefore }) => notBefore !== null) : undefined;
    if (entry === undefined || entry.notBefore === null) return;
    const [at, now] = [Date.parse(entry.notBefore), Date.now()];
    const say = at > now ? queueStrings.heldSince : queueStrings.missed;
    const message = say(entry.name, momentText(at, now));
    const run = (): void => {
      this.#withdraw(message);
      void this.goOn();
    };
    this.notices.tell(message, { label: queueStrings.goOn, run });
  }

  #withdraw(message: string): void {
    const notice = this.notices.list.find((one) => one.message === message);
    if (notice !== undefined) this.notices.dismiss(notice.id);
  }

  async #putBack(job: number, behind: readonly number[]): Promise<void> {
    const before = behind.find((one) => this.waiting.some((waiting) => waiting.job === one)) ?? null;
    await this.notices.guard(() => this.api.queue.putBack({ job, before }));
  }

  #apply(state: QueueState): void {
    this.#state = state;
    this.#tellDesktop();
  }

  #isOn(): boolean {
    const { running, waiting, held } = this.#state;
    return running !== null || (!held && waiting.length > 0);
  }

  /** Says so only where it changed; a run that waits for the night needs the computer awake when its time comes. */
  #tellDesktop(): void {
    const awake = this.#keepsAwake && this.#isOn();
    if (awake === this.#awake) return;
    this.#awake = awake;
    void this.notices.guard(() => this.api.shell.keepAwake({ on: awake, reason: queueStrings.awakeReason }));
  }

  #planned(): ReadonlyMap<number, PlannedTime> {
    const { running, waiting, held } = this.#state;
    if (held) return queueTimes([], 0, null);
    const eta = running === null ? 0 : (this.#jobs.find(running.job)?.progress?.eta ?? running.seconds);
    return queueTimes(waiting, Date.now(), eta);
  }
}
