import { z } from 'zod';
import { watchStateSchema } from '../../domain/watch.ts';
import { sampleId } from '../../domain/ids.ts';
import { nothing, rowId } from '../common.ts';
import { call, event } from '../define.ts';

/** A folder into which another program saves photos, which then appear in the sample that is aimed at. */
export const watchTopic = {
  /** Watches a folder in place of the one that is watched. */
  start: call(z.object({ directory: z.string().min(1), sample: sampleId.nullable() }), watchStateSchema, {
    paths: (args, path) => ({ ...args, directory: path(args.directory, 'there') }),
  }),
  /** Chooses the sample that gets what appears from now on; does nothing where no folder is watched. */
  aim: call(z.object({ sample: sampleId.nullable() }), nothing),
  /**
   * Makes the next sample, of the survey of the one that is aimed at or else of this one, and aims at it: a step that an
   * undo takes back. Fails with `not-found` where no folder is watched.
   */
  next: call(z.object({ survey: rowId.optional() }), z.object({ sample: sampleId })),
  /** Paths of the photos that belong to no sample yet. */
  waiting: call(nothing, z.array(z.string())),
  /** What waits is dealt with, or shall be left alone. */
  leaveWaiting: call(nothing, nothing),
  stop: call(nothing, nothing),
  /** Null where no folder is watched. */
  state: call(nothing, watchStateSchema.nullable()),
  changed: event(watchStateSchema.nullable()),
} as const;
