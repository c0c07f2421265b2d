import { Worker } from 'node:worker_threads';
import { entryFile } from './entries.ts';
import type { Guarded } from './limit-worker.ts';

/** Ends this process where it takes too much memory, or outlives its time: the thread that works may be held by a library. */
export function guardMemory({ bytes, until = Infinity }: Partial<Guarded> & Pick<Guarded, 'bytes'>): void {
  const workerData: Guarded = { bytes, until };
  new Worker(entryFile('limit-worker'), { workerData }).unref();
}
