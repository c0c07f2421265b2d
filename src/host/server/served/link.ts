import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { userInfo } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { lastWords } from '#host/processes/fork.ts';
import { streamPort } from '#host/processes/stream-port.ts';
import type { LabAddress } from '#shared/domain/lab-address.ts';
import { StrandlineError } from '#shared/errors.ts';
import { type HostConnection, connectToHost } from '../connect.ts';
import { linkLine, shakeHands } from './hello.ts';
import { sshProgram, sshWords } from './ssh-command.ts';
import { lastLine, whyNot } from './why-not.ts';

/** A lab that another process serves, here or on another computer. */
export interface Link {
  readonly connection: HostConnection;
  /** Resolves when the link has ended, with the reason. */
  readonly ended: Promise<string>;
  /** Ends the link; the lab goes on. */
  close(): void;
}

interface Person {
  /** Whose name edits get. Default: who the computer says. */
  readonly person?: string;
}

const localMs = 10_000;
/** With a person at the keyboard there is time for a password. */
const silentMs = 45_000;
const askedMs = 300_000;

/** Takes up the connection to a host of this computer. @throws StrandlineError as `shakeHands`. */
export function linkBySocket(socket: Socket, { person = userInfo().username }: Person = {}): Promise<Link> {
  // Whoever reaches the socket has the account that the host has.
  socket.write(linkLine(true));
  return linkOver(socket, socket, { person, patienceMs: localMs });
}

interface Way extends Person {
  readonly silent: boolean;
  /** Ends the attempt. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reaches a lab on another computer by the system's ssh, with the person's configuration, keys and jump hosts.
 *
 * @param options.silent whether nobody is there to be asked: then what would be asked is refused.
 * @throws StrandlineError `host-gone` that says in words what ssh said, and as `shakeHands`; the reason of `signal`.
 */
export async function linkBySsh(
  address: LabAddress,
  { silent, person = userInfo().username, signal }: Way,
): Promise<Link> {
  signal?.throwIfAborted();
  const child = spawn(sshProgram(), sshWords(address, { silent }), {
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const words = lastWords(child);
  const stop = (): void => void child.kill();
  signal?.addEventListener('abort', stop, { once: true });
  const ended = new Promise<number | Error>((resolve) => {
    child.once('error', resolve).once('close', (code) => resolve(code ?? 1));
  });
  try {
    const link = await linkOver(child.stdout, child.stdin, {
      person,
      patienceMs: silent ? silentMs : askedMs,
    });
    return {
      ...link,
      ended: link.ended.then((reason) => (words().trim() === '' ? reason : lastLine(words()))),
    };
  } catch (error) {
    if (!(error instanceof StrandlineError) || error.code !== 'host-gone') {
      child.kill();
      throw error;
    }
    child.stdin.end();
    child.kill();
    signal?.throwIfAborted();
    throw new StrandlineError('host-gone', whyNot(address, await ended, words(), error.message));
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

async function linkOver(
  input: Readable,
  output: Writable,
  { person, patienceMs }: { person: string; patienceMs: number },
): Promise<Link> {
  // What cannot be written is told by the reading end.
  output.on('error', () => undefined);
  await shakeHands(input, output, { person }, patienceMs);
  const port = streamPort(input, output);
  const ended = new Promise<string>((resolve) => port.onClose(resolve));
  const connection = connectToHost(port);
  await connection.ready;
  return { connection, ended, close: () => port.close('the link was closed') };
}
