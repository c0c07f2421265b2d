import { hostname } from 'node:os';
import { toWireError } from '#shared/errors.ts';
import type { TrainingHooks } from '#host/training/training-hooks.ts';
import { trainInWorker } from '#host/training/train-in-worker.ts';
import { nodeCache } from './node-cache.ts';
import { say } from './said.ts';
import { readWork } from './work-plan.ts';

/** How a run that trained elsewhere ended. */
export type Worked =
  { readonly state: 'done' | 'interrupted' } | { readonly state: 'failed'; readonly message: string };

interface WorkOptions {
  /** Where the paths of the plan begin; default: what the list says. */
  readonly root?: string | undefined;
  /** See `nodeCache`. */
  readonly cache?: string | undefined;
  readonly signal: AbortSignal;
  readonly onProgress?: TrainingHooks['onProgress'];
}

/** Progress is written down at most this often. */
const sayEveryMs = 1000;

/**
 * Makes one run of a list of plans, without a database and without the lab's lock: what it says and what comes of it lie in the
 * run's folder, for whoever has the lab open. It goes on from a checkpoint that is there; where the run has ended before, it
 * says so again. Once `signal` is aborted it is interrupted, never failed.
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
  say(runDir, { kind: 'started', host: process.env.SLURMD_NODENAME ?? hostname() });
  let saidAt = -Infinity;
  try {
    await trainInWorker(plan, {
      signal,
      onProgress: (report) => {
        onProgress?.(report);
        if (performance.now() - saidAt < sayEveryMs) return;
        saidAt = performance.now();
        const value = Math.min(1, report.value ?? report.done / Math.max(1, report.total));
        say(runDir, { kind: 'progress', report: { ...report, value } });
      },
      onEpoch: (record) => say(runDir, { kind: 'epoch', record }),
      onPlace: ({ engine, device }) => say(runDir, { kind: 'place', place: { engine, device } }),
    });
    say(runDir, { kind: 'done' });
    return { state: 'done' };
  } catch (error) {
    if (signal.aborted) {
      say(runDir, { kind: 'interrupted' });
      return { state: 'interrupted' };
    }
    const told = toWireError(error);
    say(runDir, { kind: 'failed', error: told });
    return { state: 'failed', message: told.message };
  }
}
