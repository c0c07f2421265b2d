import { availableParallelism, totalmem } from 'node:os';
import type { Piscina } from 'piscina';
import { threadPool } from '#host/processes/thread-pool.ts';
import { type WireError, fromWireError } from '#shared/errors.ts';
import { inputLength } from '#host/imaging/preprocess.ts';
import type { PhotoFile } from '#shared/domain/photo.ts';
import type { ViewRules, ViewSource } from './view-maker.ts';

/** What a worker thread of the pool is told at its start. */
export interface ViewWorkerData {
  readonly rules: ViewRules;
  readonly cacheBytes: number;
}

/** One photo for a worker thread. */
export interface ViewTask {
  readonly file: PhotoFile;
  readonly views: readonly number[];
}

/** Its views one after another in memory, or why there are none. */
export type ViewAnswer = Uint8Array | { readonly error: WireError };

export interface ViewPoolOptions {
  /**
   * Threads that make views. One is enough: it keeps sharp's own threads busy, and it is there so that an inference, which
   * holds its thread, does not keep the next photos waiting.
   */
  readonly threads?: number;
  /** How much memory the decoded photos may take, in bytes. */
  readonly cacheBytes?: number;
}

/** Photos that one thread works at side by side: enough to keep sharp's threads busy, one per core and no fewer than four. */
const photosAtOnce = 2 * Math.max(4, availableParallelism());
const gibibyte = 1024 ** 3;

/** An eighth of the memory, and no more than holds some thousand photos. */
function defaultCacheBytes(): number {
  return Math.min(2 * gibibyte, totalmem() / 8);
}

/** Makes views in threads of its own. What comes out does not depend on how many there are. */
export class ViewPool implements ViewSource {
  readonly rules: ViewRules;
  readonly #pool: Piscina<ViewTask, ViewAnswer>;

  constructor(rules: ViewRules, { threads = 1, cacheBytes = defaultCacheBytes() }: ViewPoolOptions = {}) {
    this.rules = rules;
    const workerData: ViewWorkerData = { rules, cacheBytes: cacheBytes / threads };
    this.#pool = threadPool('view-worker', { threads, tasksAtOnce: photosAtOnce, workerData });
  }

  async views(file: PhotoFile, views: readonly number[]): Promise<Uint8Array[]> {
    const { hash, path, rotation, page } = file;
    const answer = await this.#pool.run(
      { file: { hash, path, rotation, page }, views },
      { name: 'makeViews' },
    );
    if (!(answer instanceof Uint8Array)) throw fromWireError(answer.error);
    const length = inputLength(this.rules.preprocessing);
    return views.map((_, index) => answer.subarray(index * length, (index + 1) * length));
  }

  /** Ends the threads once they have finished what they were asked for. */
  async close(): Promise<void> {
    await this.#pool.close();
  }
}
