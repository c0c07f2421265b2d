import type { ChildProcess } from 'node:child_process';
import { childProcessPort } from '#host/processes/child-port.ts';
import { entryFile } from '#host/processes/entries.ts';
import { forkProcess } from '#host/processes/fork.ts';
import { type HostConnection, connectToHost } from './connect.ts';

export interface ForkedHost {
  readonly connection: HostConnection;
  readonly child: ChildProcess;
}

/**
 * Starts a host in a process of its own under plain Node.
 *
 * @param options.execPath the Node that runs it; it must be 22 or newer. Default: the one that runs now.
 */
export function forkHost(options: { execPath?: string; env?: NodeJS.ProcessEnv } = {}): ForkedHost {
  const child = forkProcess(entryFile('host'), options);
  return { child, connection: connectToHost(childProcessPort(child)) };
}
