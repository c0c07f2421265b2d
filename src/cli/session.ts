import { createClient } from '#shared/contract/client.ts';
import { contract } from '#shared/contract/contract.ts';
import type { ClientOf } from '#shared/contract/define.ts';
import { StrandlineError, fromWireError } from '#shared/errors.ts';
import type { Job } from '#shared/jobs.ts';
import { connectToHost } from '#host/server/connect.ts';
import { createHost } from '#host/server/host.ts';
import { portPair } from '#host/server/port.ts';
import { serveHost } from '#host/server/serve.ts';
import type { Terminal } from './terminal.ts';

export type Api = ClientOf<typeof contract>;

/** A host in this very process, behind the same contract that the window uses. */
export interface Session {
  readonly api: Api;
  /** Waits for a job, showing its progress; resolves with its result. @throws what ended it otherwise. */
  readonly follow: (job: number) => Promise<unknown>;
  /** What Ctrl-C does: asks running jobs to stop. */
  cancel(): Promise<void>;
  close(): Promise<void>;
}

export function openSession(terminal: Terminal): Session {
  const host = createHost();
  const ports = portPair();
  serveHost(host, ports.near);
  const connection = connectToHost(ports.far);
  const api = createClient(contract, connection);
  const followed = new Set<number>();

  async function follow(id: number): Promise<unknown> {
    followed.add(id);
    const ended = Promise.withResolvers<Job>();
    const look = (job: Job): void => {
      if (job.id !== id) return;
      if (job.progress !== null) terminal.progress(job.progress);
      if (job.endedAt !== null) ended.resolve(job);
    };
    const unsubscribe = api.jobs.onChanged(look);
    try {
      look(await api.jobs.get({ job: id }));
      return outcomeOf(await ended.promise);
    } finally {
      unsubscribe();
      followed.delete(id);
      terminal.progressDone();
    }
  }

  return {
    api,
    follow,
    cancel: async () => {
      await Promise.all([...followed].map((job) => api.jobs.cancel({ job })));
    },
    close: async () => {
      await host.close();
      ports.close();
    },
  };
}

function outcomeOf(job: Job): unknown {
  if (job.state === 'done') return job.result;
  if (job.error !== null) throw fromWireError(job.error);
  throw new StrandlineError('cancelled', `Cancelled: ${job.title}. What was finished is kept.`);
}
