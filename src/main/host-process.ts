import { app, utilityProcess } from 'electron';
import { exitReason } from '#host/processes/exit-reason.ts';
import { lastWords } from '#host/processes/fork.ts';
import type { Port } from '#host/processes/port.ts';
import { type HostConnection, connectToHost } from '#host/server/connect.ts';
import { forkHost } from '#host/server/fork-host.ts';
import { hostFiles, hostRuntime } from './host-runtime.ts';
import { strings } from './strings.ts';

/** How a host ended. */
export interface HostEnd {
  /** For a person. */
  readonly reason: string;
  /** The end of what it wrote to its standard error, where that is known. */
  readonly words: string;
  /** Whether it was stopped from outside, as for lack of memory. */
  readonly stopped: boolean;
}

/** A running host: how to talk to it, when it ended, how to end it. */
export interface RunningHost {
  readonly connection: HostConnection;
  /** Resolves when the process has ended, for whatever reason, or could not be started at all. */
  readonly ended: Promise<HostEnd>;
  kill(): void;
}

/** Starts the lab's process. STRANDLINE_NODE names another Node than the one that the program brings along. */
export function startHost(): RunningHost {
  const {
    entry,
    node: own,
    resources,
  } = hostFiles({
    platform: process.platform,
    packaged: app.isPackaged,
    appPath: app.getAppPath(),
    resourcesPath: process.resourcesPath,
  });
  const node = process.env.STRANDLINE_NODE ?? own;
  // The host's own workers run under plain Node in any case: no Electron of ours runs as Node.
  const env = {
    ...process.env,
    STRANDLINE_RESOURCES: resources,
    STRANDLINE_NODE: node,
    STRANDLINE_LOCALE: app.getSystemLocale(),
  };
  if (hostRuntime(process.platform) === 'utility-process') return startUtility(entry, env);
  try {
    return startChild(entry, node, env);
  } catch (error) {
    return neverStarted(strings.notRun(node, codeOf(error)));
  }
}

function startUtility(entry: string, env: NodeJS.ProcessEnv): RunningHost {
  const child = utilityProcess.fork(entry, [], { env, serviceName: 'Strandline host' });
  const ended = Promise.withResolvers<HostEnd>();
  child.once('exit', (code) => ended.resolve({ reason: exitReason(code), words: '', stopped: false }));
  const port: Port = {
    post: (message) => child.postMessage(message),
    onMessage: (listener) => void child.on('message', listener),
    onClose: (listener) => void ended.promise.then(({ reason }) => listener(reason)),
  };
  return { connection: connectToHost(port), ended: ended.promise, kill: () => child.kill() };
}

function startChild(entry: string, execPath: string, env: NodeJS.ProcessEnv): RunningHost {
  const { child, connection } = forkHost({
    entry,
    execPath,
    env,
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  });
  const words = lastWords(child);
  child.stderr?.pipe(process.stderr, { end: false });
  const ended = Promise.withResolvers<HostEnd>();
  child.once('error', (error) =>
    ended.resolve({ reason: strings.notRun(execPath, codeOf(error)), words: '', stopped: false }),
  );
  // By its 'close', unlike its 'exit', all of its words are there.
  child.once('close', (code, signal) =>
    ended.resolve({ reason: exitReason(code, signal), words: words(), stopped: signal !== null }),
  );
  return { connection, ended: ended.promise, kill: () => child.kill('SIGTERM') };
}

function neverStarted(reason: string): RunningHost {
  const port: Port = {
    post: () => undefined,
    onMessage: () => undefined,
    onClose: (listener) => listener(reason),
  };
  const ended = Promise.resolve({ reason, words: '', stopped: false });
  return { connection: connectToHost(port), ended, kill: () => undefined };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
