import {
  type MergeOptions,
  mergeOptionsSchema,
  mergeResultSchema,
  packArgsSchema,
} from '../../domain/merge.ts';
import { jobRef } from '../common.ts';
import { type MapPath, call } from '../define.ts';

/** A packed lab is a file like others. A lab's folder, which may be open, is one of the lab's own computer. */
function mergePaths(use: 'look' | 'take') {
  return (args: MergeOptions, path: MapPath): MergeOptions => ({
    ...args,
    source: path(args.source, args.source.toLowerCase().endsWith('.zip') ? use : 'there'),
  });
}

export const mergeTopic = {
  /** What bringing in another lab would come to, with all that the two disagree on. Writes nothing. */
  preview: call(mergeOptionsSchema, mergeResultSchema, { paths: mergePaths('look') }),
  /** Brings another lab in, in one step; the job's result is a `mergeResultSchema`. */
  start: call(mergeOptionsSchema, jobRef, { paths: mergePaths('take') }),
  /** Packs the lab, or one survey of it, into a file for {@link mergeTopic.start} elsewhere; the job's result is a `packResultSchema`. */
  pack: call(packArgsSchema, jobRef, {
    paths: (args, path) => ({ ...args, file: path(args.file, 'write') }),
  }),
} as const;
