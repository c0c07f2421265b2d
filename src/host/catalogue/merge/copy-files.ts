import { randomUUID } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  type StagedFile,
  discardFiles,
  makeFolder,
  publishFiles,
  temporaryEnding,
} from '#host/lib/durable-files.ts';
import { hashedPassage } from '#host/lib/hashed-passage.ts';
import { systemError, systemReason } from '#host/lib/system-error.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { Hooks } from '../hooks.ts';
import type { Lab } from '../lab.ts';
import { type StoredName, photoPath } from '../photo-store.ts';
import { hashOfFile } from '../verify/hash-of-file.ts';
import type { OtherLab } from './other-lab.ts';

/** Files that are flushed together. */
const batchSize = 64;

/** One file of the other lab's store. */
export interface OtherFile extends StoredName {
  readonly fileName: string;
}

/**
 * Copies photos of another lab into this lab's store, for good: each is read once, and held against its SHA-256 on the way.
 *
 * @returns why one could not be copied, by its hash. @throws StrandlineError `disk-full`, `no-permission`; the signal's reason.
 */
export async function copyFiles(
  { lab, other }: { lab: Lab; other: Pick<OtherLab, 'read'> },
  files: readonly OtherFile[],
  { signal, onProgress }: Hooks,
): Promise<ReadonlyMap<string, string>> {
  const failed = new Map<string, string>();
  let staged: StagedFile[] = [];
  const made = new Set<string>();
  try {
    for (const [index, file] of files.entries()) {
      signal.throwIfAborted();
      const target = photoPath(lab, file);
      if (!(await isThere(target, file.hash))) {
        if (!made.has(dirname(target))) await makeFolder(dirname(target));
        made.add(dirname(target));
        const result = await stageCopy({ hash: file.hash, open: () => other.read(file), target, signal });
        if (typeof result === 'string') failed.set(file.hash, result);
        else staged.push(result);
      }
      if (staged.length >= batchSize) {
        await publishFiles(staged);
        staged = [];
      }
      onProgress({ phase: 'Copying photos', done: index + 1, total: files.length, unit: 'photos' });
    }
    await publishFiles(staged);
  } catch (error) {
    await discardFiles(staged);
    throw error;
  }
  return failed;
}

/** A merge that was killed has left some there. */
export async function isThere(target: string, hash: string): Promise<boolean> {
  return existsSync(target) && (await hashOfFile(target)) === hash;
}

/**
 * @param open gives the bytes of the file. @returns it under a temporary name beside its target, or why it is not what its lab
 *   says.
 */
export async function stageCopy({
  hash,
  open,
  target,
  signal,
}: {
  hash: string;
  open: () => Promise<Readable>;
  target: string;
  signal: AbortSignal;
}): Promise<StagedFile | string> {
  const temporary = `${target}.${randomUUID()}${temporaryEnding}`;
  const hashed = hashedPassage();
  let source: Readable;
  try {
    source = await open();
  } catch (error) {
    return whyUnread(error);
  }
  let failure: unknown;
  source.on('error', (error) => (failure = error));
  try {
    await pipeline(source, hashed.through, createWriteStream(temporary), { signal });
  } catch (error) {
    await rm(temporary, { force: true });
    signal.throwIfAborted();
    if (failure === error) return whyUnread(error);
    throw error;
  }
  if (hashed.digest() === hash) return { temporary, target };
  await rm(temporary, { force: true });
  return 'its file is damaged in the other lab: it has other bytes than it was filed with';
}

/** Why a file of another lab cannot be copied. */
export function whyUnread(error: unknown): string {
  if (error instanceof StrandlineError) return error.message;
  const reason = systemError(error) === undefined ? undefined : systemReason(error);
  return `its file cannot be read: ${reason ?? (error instanceof Error ? error.message : String(error))}`;
}
