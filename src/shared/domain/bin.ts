import { z } from 'zod';
import { rotationSchema, sha256Schema } from './photo.ts';

/** What the bin can hold; a site has surveys, a survey holds trays and samples, a sample photos. */
export const binKinds = ['site', 'survey', 'tray', 'sample', 'photo'] as const;
export type BinKind = (typeof binKinds)[number];

export const binEntrySchema = z.object({
  id: z.int().positive(),
  /** A site's or survey's name, a tray's or sample's number, a photo's file. */
  name: z.string(),
  /** What it belongs to, in words. */
  of: z.string(),
  deletedAt: z.string(),
  /** How many photos come back with it. */
  photos: z.int(),
  /** Its picture, or its first one; null where it has none. */
  hash: sha256Schema.nullable(),
  /** By how much that picture is turned, in degrees. */
  rotation: rotationSchema,
});
export type BinEntry = z.infer<typeof binEntrySchema>;

/** Things of one kind in the bin, newest first; what went into it as a part of something else is not listed again. */
export const binListSchema = z.object({ total: z.int(), entries: z.array(binEntrySchema) });
export type BinList = z.infer<typeof binListSchema>;
