import type { JobKind } from '#shared/jobs/kinds.ts';
import type { CommandContext } from './command.ts';

/** Shows how far the job is that a call waits for, and stops it with Ctrl-C. @throws what the call throws. */
export async function shownJob<T>(
  { api, progress, signal }: Pick<CommandContext, 'api' | 'progress' | 'signal'>,
  kind: JobKind,
  call: () => Promise<T>,
): Promise<T> {
  let id: number | undefined;
  const stop = (): void => {
    // One that has ended meanwhile needs no stop; what came of it the call says.
    if (id !== undefined) void api.jobs.cancel({ job: id }).catch(() => undefined);
  };
  const unsubscribe = api.jobs.onChanged((job) => {
    if (job.kind !== kind || job.endedAt !== null) return;
    const isNew = id !== job.id;
    id = job.id;
    if (isNew && signal.aborted) stop();
    if (job.progress !== null) progress(job.progress);
  });
  signal.addEventListener('abort', stop);
  try {
    return await call();
  } finally {
    signal.removeEventListener('abort', stop);
    unsubscribe();
  }
}
