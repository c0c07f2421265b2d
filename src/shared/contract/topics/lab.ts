import { z } from 'zod';
import { labSchema, labTopicSchema, verifyResultSchema } from '../../domain/lab.ts';
import { versionsSchema } from '../../domain/shell.ts';
import { nothing, className } from '../common.ts';
import { call, event } from '../define.ts';

export const labTopic = {
  create: call(
    z.object({
      directory: z.string().min(1),
      name: z.string().min(1).optional(),
      /** Names of the classes to begin with; an import and `edits.addClass` add others. */
      classes: z.array(className).default([]),
    }),
    labSchema,
    { paths: (args) => [args.directory] },
  ),
  open: call(z.object({ directory: z.string().min(1) }), labSchema, { paths: (args) => [args.directory] }),
  close: call(nothing, nothing),
  /** The open lab, or null. */
  current: call(nothing, labSchema.nullable()),
  verify: call(nothing, verifyResultSchema),
  /** Versions of what the lab runs on, with or without an open lab. */
  versions: call(nothing, versionsSchema),
  /** Something in the lab changed; ask again for what you show. */
  changed: event(z.object({ topic: labTopicSchema })),
} as const;
