import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Lab } from './lab.ts';
import type { StoredPhoto } from './queries/samples/photos.ts';

/** SHA-256 of a photo's bytes, hex. */
export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** `ab/cdef…`: two digits of folder keep directories small with a million photos. */
export function shardedName(hash: string, extension: string): string {
  return join(hash.slice(0, 2), `${hash.slice(2)}.${extension}`);
}

/** Where a photo's original bytes lie. */
export function photoPath(
  { paths }: Pick<Lab, 'paths'>,
  { hash, extension }: Pick<StoredPhoto, 'hash' | 'extension'>,
): string {
  return join(paths.photos, shardedName(hash, extension));
}
