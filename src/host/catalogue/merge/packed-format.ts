import { databaseName } from '../lab-paths.ts';
import { bagTags } from './bag.ts';

/*
 * A packed lab is a bag in a zip. Its payload is the database of a lab, its photos under the names that they have in the store,
 * and the models that its verdicts name.
 */

/** The folder that all of it lies in, as RFC 8493, 4 wants of a bag in an archive. */
export const bagFolder = 'strandline-lab/';

/** The database in it. */
export const packedDatabase = `data/${databaseName}`;

/** The longest that a part may be once it is unpacked, in bytes: more is no lab, but a bomb. */
export const longest = { tag: 64e6, database: 4e9, photo: 2e9, model: 2e9 } as const;

/** Names of photos in it, as in the store, with forward slashes. */
const packedPhoto = /^data\/photos\/([0-9a-f]{2})\/([0-9a-f]{62})\.([a-z]{3,4})$/;

/** Models in it, as in the lab that they come into. */
const packedModel = /^data\/models\/imported-([0-9a-f]{16})-([0-9a-f]{48})\.onnx$/;

const tags: readonly string[] = Object.values(bagTags);

/** The SHA-256 that the name of a part says; undefined where it says none. */
export function hashIn(name: string): string | undefined {
  const [, begins, rest] = packedPhoto.exec(name) ?? packedModel.exec(name) ?? [];
  return begins === undefined || rest === undefined ? undefined : `${begins}${rest}`;
}

/** Where a model lies in it. @param file as its row says. */
export function packedModelName(file: string): string {
  return `data/models/${file}`;
}

export function packedName(hash: string, extension: string): string {
  return `data/photos/${hash.slice(0, 2)}/${hash.slice(2)}.${extension}`;
}

/** Where a model that came from another lab lies in models/, of a lab and of a packed one. */
export function modelFileOf(sha256: string): string {
  return `imported-${sha256.slice(0, 16)}-${sha256.slice(16)}.onnx`;
}

/** How long a part of this name may be; undefined where a packed lab has no such part. */
export function longestOf(name: string): number | undefined {
  if (tags.includes(name)) return longest.tag;
  if (name === packedDatabase) return longest.database;
  if (packedModel.test(name)) return longest.model;
  return packedPhoto.test(name) ? longest.photo : undefined;
}
