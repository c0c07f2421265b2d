import { z } from 'zod';
import { sha256Schema } from '#shared/domain/photo.ts';
import { databaseName } from '../lab-paths.ts';

/*
 * A packed lab is a zip with the database of a lab, its photos under the names that they have in the store, the models that its
 * verdicts name, and a list of all files with their SHA-256.
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
export const longest = { manifest: 64e6, database: 4e9, photo: 2e9, model: 2e9 } as const;

/** Names of photos in it, as in the store, with forward slashes. */
const packedPhoto = /^photos\/([0-9a-f]{2})\/([0-9a-f]{62})\.([a-z]{3,4})$/;

/** Models in it, as in the lab that they come into. */
const packedModel = /^models\/imported-([0-9a-f]{16})-([0-9a-f]{48})\.onnx$/;

/** The SHA-256 that the name of a part says; undefined where it says none. */
export function hashIn(name: string): string | undefined {
  const [, begins, rest] = packedPhoto.exec(name) ?? packedModel.exec(name) ?? [];
  return begins === undefined || rest === undefined ? undefined : `${begins}${rest}`;
}

/** Where a model lies in it. @param file as its row says. */
export function packedModelName(file: string): string {
  return `models/${file}`;
}

export function packedName(hash: string, extension: string): string {
  return `photos/${hash.slice(0, 2)}/${hash.slice(2)}.${extension}`;
}

/** Where a model that came from another lab lies in models/, of a lab and of a packed one. */
export function modelFileOf(sha256: string): string {
  return `imported-${sha256.slice(0, 16)}-${sha256.slice(16)}.onnx`;
}

/** How long a part of this name may be; undefined where a packed lab has no such part. */
export function longestOf(name: string): number | undefined {
  if (name === manifestName) return longest.manifest;
  if (name === databaseName) return longest.database;
  if (packedModel.test(name)) return longest.model;
  return packedPhoto.test(name) ? longest.photo : undefined;
}
