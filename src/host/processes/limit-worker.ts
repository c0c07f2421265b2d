/** A thread that ends its process where that takes too much memory, or outlives whoever would stop it for its time. */
import { workerData } from 'node:worker_threads';

export interface Guarded {
  /** The most that the whole process may hold. */
  readonly bytes: number;
  /** In milliseconds since the epoch. */
  readonly until: number;
}

const { bytes, until } = workerData as Guarded;
/** A library fills some hundred megabytes meanwhile. */
const everyMs = 20;

setInterval(() => {
  if (process.memoryUsage.rss() > bytes || Date.now() > until) process.kill(process.pid, 'SIGKILL');
}, everyMs);
