import { z } from 'zod';
import { labSchema } from '../../domain/lab.ts';
import { nothing } from '../common.ts';
import { call } from '../define.ts';

export const demoTopic = {
  /** Renders the demo's photos into a new lab in that folder and opens it. */
  create: call(
    z.object({ directory: z.string().min(1) }),
    z.object({ lab: labSchema, job: z.int().positive() }),
    { paths: ({ directory }, path) => ({ directory: path(directory, 'there') }) },
  ),
  /** Renders a few fragments that are not in the lab, as class/sample/photo, into a temporary folder. */
  renderStrangers: call(nothing, z.object({ directory: z.string() }), { audience: 'main' }),
} as const;
