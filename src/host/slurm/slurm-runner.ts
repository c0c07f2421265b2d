import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Hooks } from '#host/catalogue/hooks.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { brokeOff } from '#host/lib/stop.ts';
import type { Trained } from '#host/runs/run-folder.ts';
import type { PlannedRun, Runner, RunnerHooks } from '#host/runs/runner.ts';
import { Listener } from '#host/runs/work/said.ts';
import { readResult } from '#host/training/result-file.ts';
import { StrandlineError, fromWireError } from '#shared/errors.ts';
import type { OnProgress } from '#shared/progress.ts';
import { readSlurmSettings } from './slurm-settings.ts';
import { type TaskState, cancelArray, submitArray, tasksOf } from './slurm.ts';
import {
  type Submission,
  forgetSubmission,
  keepSubmission,
  logOf,
  prepareArray,
  readSubmission,
} from './submission.ts';

/** How often the lines of runs are read, and how often Slurm is asked; no site wants to be asked more. */
const pace = { listenMs: 500, askMs: 3000 };

/** So many that wait are listened to all the same: what is over in seconds is booked before Slurm is asked again. */
const heardWhileWaiting = 50;

/** A run that Slurm has not shown so many times has gone: what it wrote last may still be on its way over the network. */
const missedUntilGone = 3;

/**
 * Trains by Slurm: all runs as one array, booked as they end. Where the lab is closed meanwhile they go on, and whoever calls
 * this again for the same run or study gathers them; nothing is submitted anew before that has ended. A run that fails stops no
 * other.
 *
 * @param of whose array it is.
 */
export function slurmRunner(lab: Lab, of: Trained): Runner {
  return {
    train: async (runs, hooks) => {
      const all = await filed(runs, hooks);
      // What was given is booked already, and its process ended before it could say so.
      if (all.length === 0) return forgetSubmission(lab, of);
      const known = readSubmission(lab, of);
      const submission = known ?? (await submitted(lab, of, all, hooks));
      const array = new ArrayWatch(lab, of, submission, all, hooks);
      try {
        await array.gather();
      } catch (error) {
        // Closing the lab leaves the runs where they are; whoever stops them means it.
        if (hooks.signal.aborted && !brokeOff(hooks.signal)) await array.takeBack();
        throw error;
      }
      await forgetSubmission(lab, of);
      array.throwFailure();
    },
  };
}

/** All runs, each filed as it is taken: whoever works in the lab meanwhile comes in between. */
async function filed<Run extends PlannedRun>(
  runs: Iterable<Run>,
  { signal, onWaiting }: RunnerHooks<Run>,
): Promise<Run[]> {
  const all: Run[] = [];
  for (const run of runs) {
    all.push(run);
    onWaiting(run);
    await nextTurn();
    signal.throwIfAborted();
  }
  return all;
}

async function submitted(
  lab: Lab,
  of: Trained,
  runs: readonly PlannedRun[],
  hooks: Pick<Hooks, 'signal' | 'onProgress'>,
): Promise<Submission> {
  const settings = readSlurmSettings(lab);
  const { submission, script } = await prepareArray(lab, of, runs, hooks);
  try {
    const job = await submitArray(submission.name, { script, runs: runs.length, settings });
    await keepSubmission(lab, of, { ...submission, job });
    return { ...submission, job };
  } catch (error) {
    await forgetSubmission(lab, of);
    throw error;
  }
}

/** One run of the array, as it is watched. */
interface Watched<Run> {
  readonly run: Run;
  readonly index: number;
  readonly listener: Listener;
  state: 'waiting' | 'running';
  /** Whether Slurm said last that it waits: there is nothing to be heard of it. */
  isPending: boolean;
  /** How often Slurm has not shown it, one time after another. */
  missed: number;
  interrupted: boolean;
  done: boolean;
  failure: StrandlineError | undefined;
  /** 0 to 1. */
  value: number;
  report: Parameters<OnProgress>[0] | undefined;
}

class ArrayWatch<Run extends PlannedRun> {
  readonly #lab: Lab;
  readonly #of: Trained;
  readonly #submission: Submission;
  readonly #hooks: RunnerHooks<Run>;
  readonly #open: Set<Watched<Run>>;
  readonly #all: number;
  readonly #failed: { run: Run; error: unknown }[] = [];
  /** What Slurm's commands were refused with last; they are asked again. */
  #unanswered: string | undefined;

  constructor(lab: Lab, of: Trained, submission: Submission, runs: readonly Run[], hooks: RunnerHooks<Run>) {
    this.#lab = lab;
    this.#of = of;
    this.#submission = submission;
    this.#hooks = hooks;
    this.#all = runs.length;
    this.#open = new Set(
      runs.map((run) => ({
        ...{ run, index: submission.runs.indexOf(run.run), listener: new Listener(run.plan.runDir) },
        ...{ state: 'waiting', isPending: false, missed: 0, interrupted: false, done: false, value: 0 },
        ...{ failure: undefined, report: undefined },
      })),
    );
  }

  /** Books runs as they end, until none is left. @throws the reason of the signal. */
  async gather(): Promise<void> {
    const { signal } = this.#hooks;
    let askedAt = -Infinity;
    for (;;) {
      signal.throwIfAborted();
      if (performance.now() - askedAt >= pace.askMs) {
        await this.#ask();
        askedAt = performance.now();
      }
      const isFew = this.#open.size <= heardWhileWaiting;
      for (const one of [...this.#open].filter(({ isPending }) => isFew || !isPending)) {
        await this.#listen(one);
        // Whoever works in the lab meanwhile comes in between.
        await nextTurn();
        signal.throwIfAborted();
      }
      if (this.#open.size === 0) return;
      this.#tell();
      await sleep(pace.listenMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }

  /** Takes back what Slurm still has, and waits until it has gone: a run keeps a checkpoint first. */
  async takeBack(): Promise<void> {
    const { name, directory } = this.#submission;
    if (directory !== this.#lab.directory)
      throw new StrandlineError(
        'bad-argument',
        `These runs were given to Slurm from ${directory}. Open the lab there to take them back, or do it by: scancel --name=${name}`,
      );
    await cancelArray(name);
    const until = performance.now() + 120_000;
    while ((await tasksOf(name)).size > 0 && performance.now() < until) await sleep(pace.listenMs);
    await forgetSubmission(this.#lab, this.#of);
  }

  /** @throws what the first run failed with, where any has; of several in a sentence with how many. */
  throwFailure(): void {
    const [first] = this.#failed;
    if (first === undefined) return;
    if (this.#failed.length === 1 || !(first.error instanceof StrandlineError)) throw first.error;
    const { code, message, data } = first.error;
    throw new StrandlineError(
      code,
      `${this.#failed.length} of ${this.#all} runs failed. Run ${first.run.run}: ${message}`,
      data,
    );
  }

  async #ask(): Promise<void> {
    let tasks: Map<number, TaskState>;
    try {
      tasks = await tasksOf(this.#submission.name);
      this.#unanswered = undefined;
    } catch (error) {
      this.#unanswered = error instanceof Error ? error.message : String(error);
      for (const one of this.#open) one.isPending = false;
      return;
    }
    for (const one of this.#open) one.missed = tasks.has(one.index) ? 0 : one.missed + 1;
    for (const one of this.#open) {
      one.isPending = tasks.get(one.index)?.state === 'PENDING';
      if (!one.isPending || one.state === 'waiting') continue;
      // Its node has gone, and it waits for another.
      one.state = 'waiting';
      this.#hooks.onWaiting(one.run);
    }
  }

  async #listen(one: Watched<Run>): Promise<void> {
    for (const said of one.listener.heard()) {
      switch (said.kind) {
        case 'started':
          one.state = 'running';
          one.interrupted = false;
          this.#hooks.onStarted(one.run);
          break;
        case 'progress':
          one.report = said.report;
          one.value = said.report.value;
          break;
        case 'epoch':
          this.#hooks.onEpoch(one.run, said.record);
          break;
        case 'place':
          this.#hooks.onPlace(one.run, said.place);
          break;
        case 'interrupted':
          one.interrupted = true;
          break;
        case 'failed':
          one.failure = fromWireError(said.error);
          break;
        case 'done':
          one.done = true;
      }
    }
    await this.#endWhereEnded(one);
  }

  async #endWhereEnded(one: Watched<Run>): Promise<void> {
    const { run, index } = one;
    const isGone = one.missed >= missedUntilGone;
    const result = one.done || isGone ? readResult(run.plan) : undefined;
    if (result !== undefined) {
      this.#open.delete(one);
      result.epochs.forEach((record) => this.#hooks.onEpoch(run, record));
      await this.#hooks.onResult(run, result);
    } else if (one.failure !== undefined) this.#end(one, one.failure, 'failed');
    else if (isGone && one.interrupted)
      this.#end(
        one,
        new StrandlineError(
          'cancelled',
          'Slurm ended the run before it was through: its time was over (--time), or somebody took it back. Resuming it goes on from its last checkpoint.',
        ),
        'interrupted',
      );
    else if (isGone) {
      const log = logOf(this.#lab, this.#of, index);
      this.#end(one, new StrandlineError('internal', goneText(log)), 'failed');
    }
  }

  #end(one: Watched<Run>, error: StrandlineError, state: 'failed' | 'interrupted'): void {
    this.#open.delete(one);
    this.#failed.push({ run: one.run, error });
    this.#hooks.onFailed(one.run, error, state);
  }

  #tell(): void {
    const open = [...this.#open];
    const running = open.filter(({ state }) => state === 'running');
    const [only] = open;
    const without = this.#unanswered === undefined ? '' : ` (Slurm does not answer: ${this.#unanswered})`;
    if (this.#all === 1 && only?.report !== undefined && running.length === 1) {
      this.#hooks.onProgress({ ...only.report, phase: `On the cluster: ${only.report.phase}${without}` });
      return;
    }
    const ended = this.#all - open.length;
    const under = open.reduce((sum, { value }) => sum + value, 0);
    this.#hooks.onProgress({
      phase: `On the cluster: ${running.length} running, ${open.length - running.length} waiting${without}`,
      ...{ done: ended, total: this.#all, unit: 'runs', value: Math.min(1, (ended + under) / this.#all) },
    });
  }
}

function goneText(log: string): string {
  return log === ''
    ? 'Slurm no longer has the run, and it wrote nothing: does the node see the lab’s folder and Strandline under the same paths as this computer?'
    : `Slurm no longer has the run, and it has no result. It wrote last: ${log}`;
}
