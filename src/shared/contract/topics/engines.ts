import { z } from 'zod';
import { libraryKinds, libraryStates } from '../../learning/engine-libraries.ts';
import { devices, engines } from '../../learning/recipe.ts';
import { progressSchema } from '../../progress.ts';
import { nothing } from '../common.ts';
import { call, event } from '../define.ts';

const libraryKind = z.enum(libraryKinds);

/** A library that an engine needs on a device, and what there is of it. */
const engineLibrarySchema = z.object({
  kind: libraryKind,
  title: z.string(),
  version: z.string(),
  licence: z.string(),
  state: z.enum(libraryStates),
  /** The version that lies there; null where there is none. */
  found: z.string().nullable(),
  folder: z.string(),
  /** Bytes. */
  download: z.number(),
  disk: z.number(),
});
export type EngineLibrary = z.infer<typeof engineLibrarySchema>;

export const engineSchema = z.object({
  engine: z.enum(engines).exclude(['auto']),
  device: z.enum(devices).exclude(['auto']),
  /** Whether nothing is missing that can be told without trying. */
  ready: z.boolean(),
  version: z.string(),
  /** Null where none is needed, or where there is none for this computer. */
  library: engineLibrarySchema.nullable(),
  /** What is missing, and a sentence of what would help. */
  missing: z.array(
    z.object({ what: z.enum(['package', 'library', 'python', 'driver', 'system']), text: z.string() }),
  ),
});
export type EngineRow = z.infer<typeof engineSchema>;

export const enginesTopic = {
  /** What this computer has of each engine, by device. @param verify reads every library's bytes. */
  list: call(z.object({ verify: z.boolean().default(false) }), z.array(engineSchema)),
  /** Downloads a library, or takes it from a folder of wheels, and checks it; goes on where an earlier try stopped. */
  install: call(z.object({ library: libraryKind, from: z.string().min(1).optional() }), engineLibrarySchema, {
    paths: ({ from, ...rest }, path) => ({
      ...rest,
      ...(from !== undefined && { from: path(from, 'there') }),
    }),
  }),
  /** Stops installing; what has arrived is kept. */
  stop: call(nothing, nothing),
  remove: call(z.object({ library: libraryKind }), z.object({ removed: z.boolean() })),
  installing: event(z.object({ library: libraryKind, progress: progressSchema })),
} as const;
