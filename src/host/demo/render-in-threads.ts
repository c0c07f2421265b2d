import { availableParallelism } from 'node:os';
import {
  type DemoOptions,
  type DemoSample,
  type DemoSummary,
  type PlannedSample,
  demoProgress,
  planDemo,
  writeDemoSidecar,
} from '#demo/render-demo-photos.ts';
import { threadPool } from '#host/processes/thread-pool.ts';
import { type WireError, fromWireError } from '#shared/errors.ts';

export type RenderAnswer = { readonly sample: DemoSample } | { readonly error: WireError };

/** Each has textures of its own in memory, which take a second to make. */
const mostThreads = 8;

/**
 * Renders a demo's photos in threads, one sample at a time in each, so that this one goes on answering. The bytes are those of
 * `renderDemoPhotos`, however many threads there are.
 *
 * @throws StrandlineError `disk-full`, `no-permission`; the signal's reason. What was written by then stays.
 */
export async function renderDemoInThreads(options: DemoOptions): Promise<DemoSummary> {
  const planned = planDemo(options);
  const threads = Math.min(mostThreads, availableParallelism(), planned.length);
  const pool = threadPool<PlannedSample, RenderAnswer>('demo-worker', { threads });
  const { signal, onProgress } = options;
  let done = 0;
  try {
    const samples = await Promise.all(
      planned.map(async (task) => {
        const answer = await pool.run(task, { name: 'renderSample', ...(signal && { signal }) });
        if ('error' in answer) throw fromWireError(answer.error);
        done += 1;
        onProgress?.(demoProgress(done, planned.length));
        return answer.sample;
      }),
    );
    return await writeDemoSidecar(options.directory, samples);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    await pool.destroy();
  }
}
