import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { StrandlineError } from '#shared/errors.ts';
import type { Lab } from '../lab.ts';
import { modelPath } from '../model-store.ts';
import { hashOfFile } from '../verify/hash-of-file.ts';
import { whyUnread } from './copy-files.ts';
import type { OtherLab } from './other-lab.ts';
import { longest } from './packed-format.ts';
import type { ReadLab } from './read-contents.ts';

/** What a model's file is known by. */
export interface ModelDigest {
  readonly sha256: string;
  readonly bytes: number;
}

/** Files of models: of the other lab by its rows, or why one cannot be read; of this lab rows by SHA-256. */
export interface ModelDigests {
  readonly theirs: ReadonlyMap<number, ModelDigest | string>;
  readonly ours: ReadonlyMap<string, number>;
}

/**
 * Reads the files of models that are not known by their origins, and those of this lab that may be the same. @param signal stops it.
 */
export async function modelDigests(
  { lab, other }: { lab: Lab; other: Pick<OtherLab, 'readModel'> },
  { ours, theirs }: { ours: ReadLab; theirs: ReadLab },
  signal?: AbortSignal,
): Promise<ModelDigests> {
  const found = new Map<number, ModelDigest | string>();
  for (const { id, file, origins } of theirs.bench.models) {
    signal?.throwIfAborted();
    if (origins.some((origin) => ours.here.rows.models.has(origin))) continue;
    found.set(id, await digestOf(other, file));
  }
  const sizes = new Set([...found.values()].flatMap((one) => (typeof one === 'string' ? [] : [one.bytes])));
  const rows = new Map<string, number>();
  for (const { id, file } of sizes.size === 0 ? [] : ours.here.models) {
    signal?.throwIfAborted();
    const path = sameSize(lab, file, sizes);
    const hash = path === undefined ? undefined : await hashOfFile(path);
    if (hash !== undefined && !rows.has(hash)) rows.set(hash, id);
  }
  return { theirs: found, ours: rows };
}

async function digestOf(other: Pick<OtherLab, 'readModel'>, file: string): Promise<ModelDigest | string> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of await other.readModel(file)) {
      const part = chunk as Buffer;
      bytes += part.length;
      if (bytes > longest.model) return 'its file is longer than any model is';
      hash.update(part);
    }
  } catch (error) {
    return whyUnread(error);
  }
  return { sha256: hash.digest('hex'), bytes };
}

/** @returns its path where it is one of these sizes, in bytes. What is missing or damaged here is no model's match. */
function sameSize(lab: Lab, file: string, sizes: ReadonlySet<number>): string | undefined {
  try {
    const path = modelPath(lab, { file });
    const size = statSync(path, { throwIfNoEntry: false })?.size;
    return size !== undefined && sizes.has(size) ? path : undefined;
  } catch (error) {
    if (error instanceof StrandlineError) return undefined;
    throw error;
  }
}
