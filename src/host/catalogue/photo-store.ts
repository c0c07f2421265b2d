import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { temporaryEnding } from '#host/lib/durable-files.ts';
import { ownFile } from '#host/lib/inside.ts';
import { type PhotoEnding, photoEndingSchema, sha256Schema } from '#shared/domain/photo.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { LabPaths } from './lab-paths.ts';

/** SHA-256 of a photo's bytes, hex. */
export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** What names a photo's file in the store. */
export interface StoredName {
  readonly hash: string;
  readonly extension: PhotoEnding;
}

const storedNameSchema = z.object({ hash: sha256Schema, extension: photoEndingSchema });

/**
 * A row of a photo, with what becomes a path parsed: a lab from elsewhere can have anything there.
 *
 * @throws StrandlineError `corrupt-file`.
 */
export function parsedPhoto<Row extends { readonly hash: string; readonly extension: string }>(
  row: Row,
): Row & StoredName {
  const { data } = storedNameSchema.safeParse(row);
  if (data !== undefined) return { ...row, ...data };
  throw new StrandlineError(
    'corrupt-file',
    `The photo ${JSON.stringify(row.hash.slice(0, 80))} is filed under a name that no photo has (${JSON.stringify(row.extension.slice(0, 40))}). This lab was not made by Strandline as it is; put the photo into the bin.`,
  );
}

/** `ab/cdef…`: two digits of folder keep directories small with a million photos. */
export function shardedName(hash: string, extension: string): string {
  return join(hash.slice(0, 2), `${hash.slice(2)}.${extension}`);
}

/** Where a photo's original bytes lie. */
export function photoPath({ paths }: { readonly paths: LabPaths }, { hash, extension }: StoredName): string {
  return join(paths.photos, shardedName(hash, extension));
}

/** The same for whoever hands its bytes on. @throws StrandlineError `corrupt-file` where it is a link out of the lab. */
export function ownPhotoPath(
  lab: { readonly paths: LabPaths; readonly directory: string },
  photo: StoredName,
): string {
  return ownFile(lab.directory, photoPath(lab, photo));
}

/** Names of the whole files in a photo store, as {@link shardedName} makes them. @param photos the store's folder. */
export function namesInStore(photos: string): string[] {
  if (!existsSync(photos)) return [];
  return readdirSync(photos, { withFileTypes: true })
    .filter((shard) => shard.isDirectory())
    .flatMap((shard) => readdirSync(join(photos, shard.name)).map((name) => join(shard.name, name)))
    .filter((name) => !name.endsWith(temporaryEnding));
}
