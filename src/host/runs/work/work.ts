import { hostname } from 'node:os';
import { toWireError } from '#shared/errors.ts';
import type { TrainingPlan } from '#shared/learning/plan.ts';
import { beginAttempt, holdsRun } from '#host/training/attempt.ts';
import type { TrainingHooks } from '#host/training/training-hooks.ts';
import { trainInWorker } from '#host/training/train-in-worker.ts';
import { nodeCache } from './node-cache.ts';
import { type Said, say } from './said.ts';
import { readWork } from './work-plan.ts';

/** How a run that trained elsewhere ended. */
export type Worked =
  | { readonly state: 'done' | 'interrupted' | 'overtaken' }
  | { readonly state: 'failed'; readonly message: string };

interface WorkOptions {
  /** Where the paths of the plan begin; default: what the list says. */
  readonly root?: string | undefined;
  /** See `nodeCache`. */
  readonly cache?: string | undefined;
  readonly signal: AbortSignal;
  readonly onProgress?: TrainingHooks['onProgress'] | undefined;
}

/** Progress is written down at most this often. */
const sayEveryMs = 1000;

/** How often is looked whether a later attempt has the run. */
const lookEveryMs = 2000;

/**
 * Makes one run of a list of plans, without a database and without the lab's lock: what it says and what comes of it lie in the
 * run's folder, for whoever has the lab open. It goes on from a checkpoint that is there; where the run has ended before, it
 * says so again. Once `signal` is aborted it is interrupted, never failed. Where a later attempt begins meanwhile, this one says
 * and writes nothing more: it is overtaken, and what still trains ends with this process.
 *
 * @throws StrandlineError as `readWork` and `nodeCache`, before the run's folder is known.
 */
export async function work(
  listFile: string,
  n: number,
  { root, cache, signal, onProgress }: WorkOptions,
): Promise<Worked> {
  const plan = readWork(listFile, n, { root, cacheDir: nodeCache(cache) });
  const { runDir } = plan;
  const attempt = await beginAttempt(runDir, jobOf(process.env));
  if (attempt === undefined) return { state: 'overtaken' };
  const overtaken = Promise.withResolvers<Worked>();
  const isOvertaken = (): boolean => {
    const held = holdsRun(runDir, attempt);
    if (!held) overtaken.resolve({ state: 'overtaken' });
    return !held;
  };
  const watch = setInterval(isOvertaken, lookEveryMs);
  const tell = (said: Said): void => {
    if (!isOvertaken()) say(runDir, said, attempt);
  };
  try {
    return await Promise.race([
      overtaken.promise,
      trained({ ...plan, attempt }, { signal, onProgress, tell, isOvertaken }),
    ]);
  } finally {
    clearInterval(watch);
  }
}

interface Telling extends Pick<WorkOptions, 'signal' | 'onProgress'> {
  readonly tell: (said: Said) => void;
  readonly isOvertaken: () => boolean;
}

async function trained(
  plan: TrainingPlan,
  { signal, onProgress, tell, isOvertaken }: Telling,
): Promise<Worked> {
  tell({ kind: 'started', host: process.env.SLURMD_NODENAME ?? hostname() });
  let saidAt = -Infinity;
  try {
    await trainInWorker(plan, {
      signal,
      onProgress: (report) => {
        onProgress?.(report);
        if (performance.now() - saidAt < sayEveryMs) return;
        saidAt = performance.now();
        const value = Math.min(1, report.value ?? report.done / Math.max(1, report.total));
        tell({ kind: 'progress', report: { ...report, value } });
      },
      onEpoch: (record) => tell({ kind: 'epoch', record }),
      onPlace: ({ engine, device }) => tell({ kind: 'place', place: { engine, device } }),
    });
    tell({ kind: 'done' });
    return { state: 'done' };
  } catch (error) {
    if (isOvertaken()) return { state: 'overtaken' };
    if (signal.aborted) {
      tell({ kind: 'interrupted' });
      return { state: 'interrupted' };
    }
    const told = toWireError(error);
    tell({ kind: 'failed', error: told });
    return { state: 'failed', message: told.message };
  }
}

/** Which job of the cluster this is, and how often it was begun before. */
function jobOf({
  SLURM_JOB_ID: job,
  SLURM_RESTART_COUNT: restart = '0',
}: NodeJS.ProcessEnv): Parameters<typeof beginAttempt>[1] {
  return { ...(job !== undefined && { job }), restart: /^\d{1,6}$/.test(restart) ? Number(restart) : 0 };
}
