import { z } from 'zod';
import { verdictSchema } from '../../learning/verdict.ts';
import { rowId } from '../common.ts';
import { call } from '../define.ts';

export const benchTopic = {
  /** One verdict per file, or one over all of them where they are angles of one sample. */
  classify: call(
    z.object({
      files: z.array(z.string().min(1)).min(1).max(10_000),
      /** Model id or name; default: the newest. */
      model: z.union([rowId, z.string().min(1)]).optional(),
      together: z.boolean().default(false),
    }),
    z.array(verdictSchema),
    { paths: (args) => args.files },
  ),
} as const;
