import { chmodSync, existsSync, rmSync } from 'node:fs';
import { type Server, type Socket, createServer } from 'node:net';
import { streamPort } from '#host/processes/stream-port.ts';
import { StrandlineError } from '#shared/errors.ts';
import { type Host, createHost } from '../host.ts';
import { serveHost } from '../serve.ts';
import { connected } from './connected.ts';
import { shakeHands } from './hello.ts';
import { servedHost } from './served-host.ts';
import { realFolder, socketOf } from './socket-place.ts';

export interface ServedLab {
  readonly socket: string;
  /** Resolves when the lab is closed: by `close`, or when nobody needed it. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

interface Serving {
  /** For how long nobody is attached and nothing runs before the host ends; without it, it stays. */
  readonly graceMs?: number;
}

const helloMs = 10_000;

/**
 * Opens a lab and answers whoever comes to its socket: many at once, each with what they may do over a link.
 *
 * @throws StrandlineError as `openLab`; `lab-locked` where it is served already.
 */
export async function serveLab(folder: string, { graceMs }: Serving = {}): Promise<ServedLab> {
  const directory = realFolder(folder);
  const host = createHost();
  try {
    await host.handlers.lab.open({ directory });
    const socket = socketOf(directory);
    const server = createServer();
    await listen(server, socket);
    return keepServing(host, { directory, socket, server, graceMs });
  } catch (error) {
    await host.close();
    throw error;
  }
}

async function listen(server: Server, socket: string): Promise<void> {
  // The lab's lock is ours, so that what is here is what a host left that was killed; a lab that can only be read has none.
  const other = existsSync(socket) ? await connected(socket) : undefined;
  other?.destroy();
  if (other !== undefined) throw new StrandlineError('lab-locked', 'This lab is served already.');
  rmSync(socket, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(socket, resolve);
  });
  chmodSync(socket, 0o600);
}

interface Kept {
  readonly directory: string;
  readonly socket: string;
  readonly server: Server;
  readonly graceMs: number | undefined;
}

function keepServing(host: Host, { directory, socket, server, graceMs }: Kept): ServedLab {
  const attached = new Set<Socket>();
  const ended = Promise.withResolvers<undefined>();
  let closing: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  function close(): Promise<void> {
    closing ??= (async () => {
      clearTimeout(timer);
      // The socket goes first: whoever comes now starts a host that waits for the lab.
      server.close();
      try {
        await host.close();
      } finally {
        for (const one of attached) one.destroy();
        ended.resolve(undefined);
      }
    })();
    return closing;
  }
  function waitForNobody(): void {
    clearTimeout(timer);
    if (graceMs === undefined || attached.size > 0 || closing !== undefined) return;
    timer = setTimeout(() => {
      void isWorking(host).then((isBusy) => {
        if (isBusy) waitForNobody();
        else if (attached.size === 0) void close();
      });
    }, graceMs);
  }
  server.on('connection', (link) => {
    attached.add(link);
    clearTimeout(timer);
    link.once('close', () => {
      attached.delete(link);
      waitForNobody();
    });
    link.on('error', () => link.destroy());
    void answer(host, directory, link);
  });
  waitForNobody();
  return { socket, ended: ended.promise, close };
}

async function answer(host: Host, directory: string, link: Socket): Promise<void> {
  try {
    const { person, places } = await shakeHands(link, link, {}, helloMs);
    serveHost(servedHost(host, directory, person ?? 'somebody', { places }), streamPort(link, link));
  } catch {
    // They have our hello, and say themselves what is wrong with it.
    link.end();
  }
}

/** Whether something runs, or waits for its time; what waits while the queue is held waits for a person. */
async function isWorking({ handlers }: Host): Promise<boolean> {
  const jobs = await handlers.jobs.list(undefined);
  const { held } = await handlers.queue.state(undefined);
  const working = held ? ['running', 'cancelling'] : ['running', 'cancelling', 'queued'];
  return jobs.some(({ state }) => working.includes(state));
}
