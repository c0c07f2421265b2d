import { z } from 'zod';
import { watchStateSchema } from '../../domain/watch.ts';
import { sampleId } from '../../domain/ids.ts';
import { nothing } from '../common.ts';
import { call, event } from '../define.ts';

/** A folder into which another program saves photos, which then appear in the chosen sample. */
export const watchTopic = {
  /** Watches a folder in place of the one that is watched. */
  start: call(z.object({ directory: z.string().min(1), sample: sampleId.nullable() }), watchStateSchema, {
    paths: (args) => [args.directory],
  }),
  /** Chooses the sample that gets what appears from now on; does nothing where no folder is watched. */
  aim: call(z.object({ sample: sampleId.nullable() }), nothing),
  stop: call(nothing, nothing),
  /** Null where no folder is watched. */
  state: call(nothing, watchStateSchema.nullable()),
  changed: event(watchStateSchema.nullable()),
} as const;
