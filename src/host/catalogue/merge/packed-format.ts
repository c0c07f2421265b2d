import { z } from 'zod';
import { sha256Schema } from '#shared/domain/photo.ts';
import { databaseName } from '../lab-paths.ts';

/*
 * A packed lab is a zip with the database of a lab, its photos under the names that they have in the store, and a list of all
 * files with their SHA-256.
 */

/** The list of what is in it. */
export const manifestName = 'strandline-lab.json';

export const manifestSchema = z.object({
  format: z.literal(1),
  lab: z.string().max(300),
  /** The one survey that was packed; null for all of them. */
  survey: z.string().max(300).nullable(),
  files: z.array(z.object({ name: z.string().max(120), bytes: z.int().min(0), sha256: sha256Schema })),
});
export type PackedManifest = z.infer<typeof manifestSchema>;

/** The longest that a part may be once it is unpacked, in bytes: more is no lab, but a bomb. */
export const longest = { manifest: 64e6, database: 4e9, photo: 2e9 } as const;

/** Names of photos in it, as in the store, with forward slashes. */
export const packedPhoto = /^photos\/([0-9a-f]{2})\/([0-9a-f]{62})\.([a-z]{3,4})$/;

export function packedName(hash: string, extension: string): string {
  return `photos/${hash.slice(0, 2)}/${hash.slice(2)}.${extension}`;
}

/** How long a part of this name may be; undefined where a packed lab has no such part. */
export function longestOf(name: string): number | undefined {
  if (name === manifestName) return longest.manifest;
  if (name === databaseName) return longest.database;
  return packedPhoto.test(name) ? longest.photo : undefined;
}
