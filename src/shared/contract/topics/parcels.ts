import { z } from 'zod';
import { largestFile } from '../../domain/largest-file.ts';
import { mostFiles, parcelPath } from '../../domain/parcel.ts';
import { sha256Schema } from '../../domain/photo.ts';
import { nothing } from '../common.ts';
import { call } from '../define.ts';

const path = z
  .string()
  .max(4000)
  .refine((text) => parcelPath(text) !== undefined, 'it is no plain path below a folder');
const key = z.string().regex(/^[0-9a-f]{32}$/);
const size = z.int().min(0).max(largestFile);
const offset = z.int().min(0);
const bytes = z.instanceof(Uint8Array);
const main = { audience: 'main' } as const;

/**
 * Files that go over a link. What is sent lies by its SHA-256 until a folder is arranged of it, which other
 * calls then name as `parcel:in/KEY/…`; what a call writes into `parcel:out/KEY/…` is fetched from there.
 */
export const parcelsTopic = {
  /** How many bytes of each file are there: all of them where the lab has the photo. Fails with `disk-full`, `too-large`. */
  present: call(
    z.object({ sent: z.array(z.object({ sha256: sha256Schema, size })).max(mostFiles) }),
    z.object({ bytes: z.array(offset) }),
    main,
  ),
  /**
   * Takes the next bytes of a file. What does not follow on what is there is not taken. @returns how many are there then.
   * Fails with `corrupt-file` where the whole has another hash: all of it is to be sent anew.
   */
  part: call(
    z.object({
      sha256: sha256Schema,
      size,
      from: offset,
      bytes: bytes.refine((part) => part.length <= 2 ** 20),
    }),
    z.object({ have: offset }),
    main,
  ),
  /**
   * Puts files where a call finds them, in the folder `root`. `whole`: nothing else shall be in it.
   *
   * @returns the indices of the files that are not there and have to be sent.
   */
  arrange: call(
    z.object({
      key,
      root: path,
      whole: z.boolean(),
      sent: z
        .array(z.object({ name: path, sha256: sha256Schema, changedAt: z.int().min(0).max(8.64e15) }))
        .max(mostFiles),
    }),
    z.object({ missing: z.array(offset) }),
    main,
  ),
  /** Makes a folder that a call writes into, in which these names are taken, as they are on the computer of whoever asks. */
  outlet: call(
    z.object({
      root: path,
      taken: z.array(z.object({ name: path, folder: z.boolean() })).max(10_000),
    }),
    z.object({ key }),
    main,
  ),
  /** What was written there, by paths in `root`. */
  written: call(
    z.object({ key }),
    z.object({ files: z.array(z.object({ name: z.string(), size: offset, sha256: sha256Schema })) }),
    main,
  ),
  /** The bytes of a file there from one on; none where it ends before. */
  fetch: call(z.object({ key, name: path, from: offset }), z.object({ bytes }), main),
  /** It was fetched, or is wanted no more. */
  gone: call(z.object({ key }), nothing, main),
} as const;
