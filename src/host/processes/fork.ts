import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { childProcessPort } from './child-port.ts';
import { type HostConnection, connectToHost } from '#host/server/connect.ts';

export interface ForkedHost {
  readonly connection: HostConnection;
  readonly child: ChildProcess;
}

export interface ForkOptions {
  /** The Node that runs the host; it must be 22 or newer. Default: the one that runs now. */
  readonly execPath?: string;
  /** The host's entry file. Default: the one beside this module. */
  readonly entry?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Starts a host in a process of its own under plain Node. */
export function forkHost(options: ForkOptions = {}): ForkedHost {
  const entry = options.entry ?? fileURLToPath(new URL('../server/process-entry.ts', import.meta.url));
  const child = fork(entry, [], {
    execPath: options.execPath ?? process.execPath,
    // The parent's own flags (a test runner's, Electron's) mean nothing to the host.
    execArgv: [],
    env: options.env ?? process.env,
    // Frames and thumbnails cross as typed arrays.
    serialization: 'advanced',
  });
  return { child, connection: connectToHost(childProcessPort(child)) };
}
