import { Piscina } from 'piscina';
import { type Entry, entryFile } from './entries.ts';

interface ThreadPoolOptions {
  /** Default: one, which lets this thread go on answering. */
  readonly threads?: number;
  /** Tasks that one thread works at side by side. */
  readonly tasksAtOnce?: number;
  /** What every thread is told at its start. */
  readonly workerData?: unknown;
}

/** Threads for work that would hold this one. */
export function threadPool<Task, Answer>(
  entry: Entry,
  { threads = 1, tasksAtOnce = 1, workerData }: ThreadPoolOptions = {},
): Piscina<Task, Answer> {
  return new Piscina({
    filename: entryFile(entry),
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: tasksAtOnce,
    workerData,
    execArgv: [],
  });
}
