import { z } from 'zod';

export const importLayouts = ['auto', 'class/photo', 'class/sample/photo', 'split/class/photo'] as const;
export type ImportLayout = (typeof importLayouts)[number];

export const importOptionsSchema = z.object({
  directory: z.string().min(1),
  /** Survey to import into; made where it does not exist. Default: what the folder's own lists say, or its name. */
  survey: z.string().min(1).optional(),
  layout: z.enum(importLayouts).default('auto'),
  /** Class folder -> class of the lab; null: its samples have no class. */
  classes: z.record(z.string(), z.string().min(1).nullable()).default({}),
  /** Class for every class folder that `classes` does not name. Without it a folder's own name is its class. */
  other: z.string().min(1).optional(),
});
export type ImportOptions = z.output<typeof importOptionsSchema>;

export const importResultSchema = z.object({
  /** New photos; those already in the lab are counted in `duplicates`. */
  photos: z.int(),
  samples: z.int(),
  /** New photos per class. */
  classes: z.record(z.string(), z.int()),
  duplicates: z.int(),
  skipped: z.array(z.object({ file: z.string(), reason: z.string() })),
});
export type ImportResult = z.infer<typeof importResultSchema>;
