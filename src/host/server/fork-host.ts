import type { ChildProcess, ForkOptions } from 'node:child_process';
import { childProcessPort } from '#host/processes/child-port.ts';
import { entryFile } from '#host/processes/entries.ts';
import { forkProcess } from '#host/processes/fork.ts';
import { type HostConnection, connectToHost } from './connect.ts';

type HostOptions = ForkOptions & { readonly entry?: string };

export interface ForkedHost {
  readonly connection: HostConnection;
  readonly child: ChildProcess;
}

/**
 * Starts a host in a process of its own under plain Node.
 *
 * @param options.entry the host's own file. Default: where this one's build or sources have it.
 * @throws Error with the system's code where the Node cannot be run, unless the child's 'error' says so later.
 */
export function forkHost({ entry = entryFile('host'), ...options }: HostOptions = {}): ForkedHost {
  const child = forkProcess(entry, options);
  return { child, connection: connectToHost(childProcessPort(child)) };
}
