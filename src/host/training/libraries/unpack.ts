import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';
import { publishFiles } from '#host/lib/durable-files.ts';
import type { PinnedMember } from './wheel.ts';

/** Where a member's packed bytes lie. */
export interface PackedBytes {
  readonly file: string;
  /** Of the first of them. */
  readonly offset: number;
}

/**
 * Unpacks a member to its place; there it is whole or, where this throws, as it was before.
 *
 * @returns whether its bytes are the pinned ones; where not, nothing is put there.
 * @throws what the disk says, or the signal's reason.
 */
export async function unpackMember(
  { file, offset }: PackedBytes,
  { packed, sha256 }: PinnedMember,
  target: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const temporary = `${target}.part`;
  const hash = createHash('sha256');
  const hashed = async function* (bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    for await (const chunk of bytes) {
      hash.update(chunk);
      yield chunk;
    }
  };
  try {
    await pipeline(
      createReadStream(file, { start: offset, end: offset + packed - 1 }),
      createInflateRaw(),
      hashed,
      createWriteStream(temporary),
      { ...(signal && { signal }) },
    );
    const isRight = hash.digest('hex') === sha256;
    if (isRight) await publishFiles([{ temporary, target }]);
    return isRight;
  } catch (error) {
    signal?.throwIfAborted();
    // zlib: these are not packed bytes at all.
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}
