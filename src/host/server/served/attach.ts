import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { entryFile } from '#host/processes/entries.ts';
import { StrandlineError, type WireError, fromWireError } from '#shared/errors.ts';
import { connected } from './connected.ts';
import { socketOf } from './socket-place.ts';

/** What a process says that was started to serve a lab. */
export type Started = { readonly listens: true } | { readonly error: WireError };

/** For how long nobody needs a lab before the host ends that was started for whoever came first. */
const graceMs = 5 * 60_000;

/**
 * A connection to the host that serves a lab; where none does, one is started that outlives this process.
 *
 * @throws StrandlineError that keeps the lab from being served.
 */
export async function attach(directory: string, grace = graceMs): Promise<Socket> {
  const link = await attachIfServed(directory);
  if (link !== undefined) return link;
  try {
    await startServing(directory, grace);
  } catch (error) {
    // Somebody else came at the same moment, and theirs has the lab.
    const isLocked = error instanceof StrandlineError && error.code === 'lab-locked';
    const other = isLocked ? await attachSoon(directory) : undefined;
    if (other !== undefined) return other;
    throw error;
  }
  const started = await attachIfServed(directory);
  if (started === undefined) throw new StrandlineError('host-gone', `${directory} is not served any more.`);
  return started;
}

/** A connection to the host that serves a lab; undefined where none does. */
export async function attachIfServed(directory: string): Promise<Socket | undefined> {
  return process.platform === 'win32' ? undefined : connected(socketOf(directory));
}

async function attachSoon(directory: string): Promise<Socket | undefined> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const link = await attachIfServed(directory);
    if (link !== undefined) return link;
    await delay(100);
  }
  return undefined;
}

async function startServing(directory: string, grace: number): Promise<void> {
  const log = openSync(`${socketOf(directory)}.log`, 'w', 0o600);
  try {
    const child = spawn(
      process.env.STRANDLINE_NODE ?? process.execPath,
      [entryFile('serve-worker'), directory, String(grace)],
      // In a session of its own, and with none of our streams: an ssh ends when they are closed.
      { detached: true, stdio: ['ignore', log, log, 'ipc'] },
    );
    const said = Promise.race([
      once(child, 'message').then(([started]) => started as Started),
      once(child, 'exit').then((): never => {
        throw new StrandlineError('host-gone', `The lab could not be served. ${log} says more.`);
      }),
    ]);
    const started = await said;
    child.unref();
    if ('error' in started) throw fromWireError(started.error);
  } finally {
    closeSync(log);
  }
}
