import { join } from 'node:path';
import { app, utilityProcess } from 'electron';
import { entryFile } from '#host/processes/entries.ts';
import { exitReason } from '#host/processes/exit-reason.ts';
import { type HostConnection, connectToHost } from '#host/server/connect.ts';
import { forkHost } from '#host/server/fork-host.ts';
import type { Port } from '#host/processes/port.ts';

/** A running host: how to talk to it, when it ended, how to end it. */
export interface RunningHost {
  readonly connection: HostConnection;
  /** Resolves with the reason when the process has ended, for whatever reason. */
  readonly ended: Promise<string>;
  kill(): void;
}

/** The host's SQLite needs Node-API 10 (Node 22); an older Electron's own Node would crash on it. */
const oldestOwnNode = 22;

/**
 * Starts the lab's process: a utility process of Electron where its own Node is new enough, otherwise a child under the
 * Node that the project brings along.
 */
export function startHost(): RunningHost {
  // Bundled, the host does not lie beside its resources as it does in the sources.
  const env = { ...process.env, STRANDLINE_RESOURCES: join(app.getAppPath(), 'resources') };
  const ownNode = Number(process.versions.node.split('.')[0]);
  return ownNode >= oldestOwnNode ? startUtility(env) : startChild(env);
}

function startUtility(env: NodeJS.ProcessEnv): RunningHost {
  const child = utilityProcess.fork(entryFile('host'), [], { env, serviceName: 'Strandline host' });
  const ended = Promise.withResolvers<string>();
  child.once('exit', (code) => ended.resolve(exitReason(code)));
  const port: Port = {
    post: (message) => child.postMessage(message),
    onMessage: (listener) => void child.on('message', listener),
    onClose: (listener) => void ended.promise.then(listener),
  };
  return { connection: connectToHost(port), ended: ended.promise, kill: () => child.kill() };
}

function startChild(env: NodeJS.ProcessEnv): RunningHost {
  const execPath = join(app.getAppPath(), 'node_modules/node/bin/node');
  const { child, connection } = forkHost({ execPath, env });
  const ended = Promise.withResolvers<string>();
  child.once('error', (error) => ended.resolve(error.message));
  child.once('exit', (code, signal) => ended.resolve(exitReason(code, signal)));
  return { connection, ended: ended.promise, kill: () => child.kill('SIGTERM') };
}
