import { mergeOptionsSchema, mergeResultSchema, packArgsSchema } from '../../domain/merge.ts';
import { jobRef } from '../common.ts';
import { call } from '../define.ts';

export const mergeTopic = {
  /** What bringing in another lab would come to, with all that the two disagree on. Writes nothing. */
  preview: call(mergeOptionsSchema, mergeResultSchema, { paths: ({ source }) => [source] }),
  /** Brings another lab in, in one step; the job's result is a `mergeResultSchema`. */
  start: call(mergeOptionsSchema, jobRef, { paths: ({ source }) => [source] }),
  /** Packs the lab, or one survey of it, into a file for {@link mergeTopic.start} elsewhere; the job's result is a `packResultSchema`. */
  pack: call(packArgsSchema, jobRef, { paths: ({ file }) => [file] }),
} as const;
