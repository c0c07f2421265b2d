import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { inOrder } from '#host/lib/in-order.ts';
import { type ReadableDb, all } from '../database.ts';
import type { Hooks } from '../hooks.ts';
import { hashOf } from '../photo-store.ts';
import { type KnownPhoto, knownPhotos } from '../queries/imports.ts';
import type { FoundPhoto } from './tree.ts';
import { whyUnreadable } from './unreadable.ts';
import { readPhotoFile } from '#host/imaging/photo-file.ts';

/** Files looked at at once. */
const concurrency = 16;

/** What a look at a file tells without opening the picture in it. */
export type LookedPhoto =
  | { readonly found: FoundPhoto; readonly leftOut: string }
  | {
      readonly found: FoundPhoto;
      readonly leftOut?: undefined;
      readonly bytes: number;
      /** SHA-256, where another file or a photo of the lab has the same size; a file without one is like no other. */
      readonly hash: string | undefined;
      readonly known: KnownPhoto | undefined;
    };

/**
 * Tells which files the lab has already, and which are the same. Only files that may be known are read: one whose size no
 * other file and no photo of the lab has is new.
 */
export async function lookAtPhotos(
  db: ReadableDb,
  photos: readonly FoundPhoto[],
  { signal, onProgress }: Hooks,
): Promise<LookedPhoto[]> {
  const sizes = await sizesOf(photos);
  const isShared = sharedSizes(db, [...sizes.values()]);
  const hashed = async (found: FoundPhoto): Promise<string | Error | undefined> => {
    const size = sizes.get(found);
    return typeof size === 'number' && size > 0 && isShared(size) ? hashOfFile(found.path, size) : undefined;
  };
  const looked: [FoundPhoto, string | Error | undefined][] = [];
  for await (const pair of inOrder(photos, concurrency, hashed)) {
    signal.throwIfAborted();
    looked.push(pair);
    onProgress({ phase: 'Looking at photos', done: looked.length, total: photos.length, unit: 'photos' });
  }
  const known = knownPhotos(
    db,
    looked.flatMap(([, hash]) => (typeof hash === 'string' ? [hash] : [])),
  );
  return looked.map(([found, hash]) => {
    const bytes = sizes.get(found) ?? 0;
    if (typeof bytes !== 'number') return { found, leftOut: whyUnreadable(bytes) };
    if (bytes === 0) return { found, leftOut: 'the file is empty' };
    if (typeof hash === 'object') return { found, leftOut: whyUnreadable(hash) };
    return { found, bytes, hash, known: hash === undefined ? undefined : known.get(hash) };
  });
}

async function sizesOf(photos: readonly FoundPhoto[]): Promise<Map<FoundPhoto, number | Error>> {
  const sizes = new Map<FoundPhoto, number | Error>();
  const sizeOf = ({ path }: FoundPhoto): Promise<number | Error> =>
    stat(path).then(({ size }) => size, asError);
  for await (const [found, size] of inOrder(photos, concurrency, sizeOf)) sizes.set(found, size);
  return sizes;
}

/** Whether a size is that of several of these files, or of a photo of the lab. */
function sharedSizes(db: ReadableDb, sizes: readonly (number | Error)[]): (size: number) => boolean {
  const times = Map.groupBy(sizes, (size) => size);
  const known = new Set(
    all<{ bytes: number }>(db, 'SELECT DISTINCT bytes FROM photos').map(({ bytes }) => bytes),
  );
  return (size) => known.has(size) || (times.get(size)?.length ?? 0) > 1;
}

/** Files of up to so many bytes are read at once, which costs a third of a stream. */
const readAtOnce = 32_000_000;

async function hashOfFile(path: string, size: number): Promise<string | Error> {
  try {
    if (size <= readAtOnce) return hashOf(await readPhotoFile(path));
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    return hash.digest('hex');
  } catch (error) {
    return asError(error);
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
