import { resolve } from 'node:path';
import { createClient } from '#shared/contract/client.ts';
import { contract } from '#shared/contract/contract.ts';
import { type ClientOf, entryNamed, pathsNamed } from '#shared/contract/define.ts';
import { parseCall } from '#shared/contract/dispatch.ts';
import { isLabAddress, parseLabAddress } from '#shared/domain/lab-address.ts';
import type { LabSummary } from '#shared/domain/lab.ts';
import { isThere } from '#shared/domain/place-there.ts';
import { StrandlineError, fromWireError } from '#shared/errors.ts';
import { type Job, resultOf } from '#shared/jobs/job.ts';
import type { JobKind, JobResult } from '#shared/jobs/kinds.ts';
import { connectToHost } from '#host/server/connect.ts';
import { createHost } from '#host/server/host.ts';
import { portPair } from '#host/processes/port.ts';
import { serveHost } from '#host/server/serve.ts';
import { Carrier } from '#host/server/parcels/carrier.ts';
import { attachIfServed } from '#host/server/served/attach.ts';
import { type Link, linkBySocket, linkBySsh } from '#host/server/served/link.ts';
import { placeHere } from '#host/server/served/list-place.ts';
import { linkLost } from './link-lost.ts';
import { switchedTransport } from './switched-transport.ts';
import type { Terminal } from './terminal.ts';

export type Api = ClientOf<typeof contract>;

/** What Ctrl-C does to a job; `leave` stops following it alone. */
type Interrupted = 'cancel' | 'pause' | 'leave';

/** A host in this very process, behind the same contract that the window uses; or the one that serves the lab already. */
export interface InProcessHost {
  readonly api: Api;
  /**
   * Opens a lab: of this computer by its folder, of another one by its `ssh://` address. One that is served here is asked
   * through the host that has it.
   */
  readonly open: (lab: string) => Promise<LabSummary>;
  /**
   * Waits for a job, showing its progress; resolves with its result.
   *
   * @param onInterrupt what Ctrl-C does to it. Default: `cancel`.
   * @throws what ended it otherwise.
   */
  readonly follow: <K extends JobKind>(
    job: number,
    kind: K,
    onInterrupt?: Interrupted,
  ) => Promise<JobResult<K>>;
  /** What Ctrl-C does: asks the jobs that are followed, and whatever installs a library, to stop. */
  interrupt(): Promise<void>;
  close(): Promise<void>;
}

export function openHost(terminal: Terminal): InProcessHost {
  const host = createHost();
  const ports = portPair();
  serveHost(host, ports.near);
  const own = connectToHost(ports.far);
  const transport = switchedTransport({
    // Here the computer that has the lab is this one.
    request: (name, args) => own.request(name, placedHere(name, args)),
    onEvent: (listener) => own.onEvent(listener),
  });
  const api = createClient(contract, transport);
  let link: Link | undefined;
  let carrier: Carrier | undefined;
  api.lab.onNotBackedUp(({ message }) => terminal.say(`Note: ${message}`));
  const followed = new Map<
    number,
    { readonly onInterrupt: Interrupted; readonly leave: (why: StrandlineError) => void }
  >();

  async function follow<K extends JobKind>(
    id: number,
    kind: K,
    onInterrupt: Interrupted = 'cancel',
  ): Promise<JobResult<K>> {
    const ended = Promise.withResolvers<Job>();
    followed.set(id, { onInterrupt, leave: ended.reject });
    const look = (job: Job): void => {
      if (job.id !== id) return;
      if (job.progress !== null) terminal.progress(job.progress);
      if (job.endedAt !== null) ended.resolve(job);
    };
    const unsubscribe = api.jobs.onChanged(look);
    try {
      look(await api.jobs.get({ job: id }));
      return outcomeOf(await ended.promise, kind);
    } finally {
      unsubscribe();
      followed.delete(id);
      terminal.progressDone();
    }
  }

  async function open(lab: string): Promise<LabSummary> {
    if (isLabAddress(lab)) {
      const address = parseLabAddress(lab);
      return goOver(await linkBySsh(address, { silent: false }), address.host);
    }
    const directory = resolve(lab);
    try {
      return await api.lab.open({ directory });
    } catch (error) {
      const isLocked = error instanceof StrandlineError && error.code === 'lab-locked';
      // Whatever keeps one from being asked, the lab is open elsewhere.
      const socket = isLocked ? await attachIfServed(directory).catch(() => undefined) : undefined;
      if (socket === undefined) throw error;
      return goOver(await linkBySocket(socket), 'the program that has the lab', true);
    }
  }
  async function goOver(other: Link, name: string, sameComputer = false): Promise<LabSummary> {
    link = other;
    void other.ended.then((reason) => {
      link = undefined;
      // One that is fetched says itself how it goes on.
      for (const [job, { leave }] of followed)
        if (carrier?.isFetching(job) !== true) leave(linkLost(name, reason, 'job'));
    });
    carrier = carrierOver(other, name, sameComputer);
    const lab = await api.lab.current();
    if (lab === null) throw new StrandlineError('lab-not-open', 'The lab was closed there.');
    return lab;
  }

  /** Files that commands name go over the link. */
  function carrierOver({ connection, ended }: Link, to: string, sameComputer: boolean): Carrier {
    const listeners = new Set<(name: string, payload: unknown) => void>();
    const over = new Carrier({
      ask: (name, args) =>
        connection.ask(name, args).catch(async (error: unknown) => {
          const isGone = error instanceof StrandlineError && error.code === 'host-gone';
          throw isGone ? linkLost(to, await ended, name.startsWith('parcels.') ? 'files' : 'call') : error;
        }),
      tell: (name, payload) => {
        for (const listener of listeners) listener(name, payload);
      },
      onProgress: (progress) => (progress === null ? terminal.progressDone() : terminal.progress(progress)),
      patient: false,
      sameComputer,
    });
    connection.onEvent((name, payload) => over.hear(name, payload));
    transport.switchTo({
      request: async (name, args) => {
        const reply = await over.ask(name, args);
        if (!reply.ok) throw fromWireError(reply.error);
        return reply.value;
      },
      onEvent: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    });
    return over;
  }

  return {
    api,
    open,
    follow,
    interrupt: async () => {
      carrier?.stop();
      const jobs = [...followed].map(([job, { onInterrupt, leave }]) =>
        onInterrupt === 'leave' ? leave(left()) : api.jobs[onInterrupt]({ job }),
      );
      await Promise.all([...jobs, api.engines.stop()]);
    },
    close: async () => {
      // By a call, so that what is said of it arrives before the ports are closed.
      try {
        if (carrier === undefined || link !== undefined) await api.lab.close();
      } finally {
        link?.close();
        await host.close();
        ports.close();
      }
    },
  };
}

/** Arguments of a call in which places of the lab's computer have the paths that they have here. */
function placedHere(name: string, args: unknown): unknown {
  const entry = entryNamed(contract, name);
  if (entry?.kind !== 'call') return args;
  const parsed = parseCall(contract, name, args).args;
  if (!pathsNamed(entry, parsed).some(({ path }) => isThere(path))) return args;
  return entry.paths(parsed, (path) => (isThere(path) ? placeHere(path) : path));
}

function left(): StrandlineError {
  return new StrandlineError(
    'cancelled',
    'It goes on on the cluster. "strandline gather LAB" takes in what comes of it, --cancel takes it back.',
    { left: true },
  );
}

function outcomeOf<K extends JobKind>(job: Job, kind: K): JobResult<K> {
  const result = resultOf(job, kind);
  if (result !== undefined) return result;
  if (job.state === 'done') throw new StrandlineError('internal', `${job.title} ended without a result.`);
  if (job.error !== null) throw fromWireError(job.error);
  const word = job.state === 'interrupted' ? 'Paused' : 'Cancelled';
  throw new StrandlineError('cancelled', `${word}: ${job.title}. What was finished is kept.`);
}
